// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The store answered, and what it keeps under a key is no record that this version of the library can read. That costs this
 * record only: as the cause of {@link ReadOutcome.Unknown} it says that the store itself is well.
 */
public class UnreadableRecordException extends LeaseStoreException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says what is where a record should be.
     *
     * @param message names the record, and what to do
     * @param cause what made it unreadable; null if there is no exception behind it
     */
    public UnreadableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
