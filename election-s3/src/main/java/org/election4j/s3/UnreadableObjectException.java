// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.io.Serial;
import org.election4j.spi.UnreadableRecordException;

/** An object is where a record should be, and is none that this version of the library can read. */
final class UnreadableObjectException extends UnreadableRecordException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableObjectException(String message) {
        super(message, null);
    }
}
