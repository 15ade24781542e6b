// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The store was reached and refuses this client: a wrong password, an unknown role or database, a missing right. Waiting does
 * not mend it; somebody has to change something. The message says what the store answered, with its error code.
 */
public final class AccessRefusedException extends LeaseStoreException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what the store answered, with its error code; never contains a credential
     * @param cause the cause; null if there is none
     */
    public AccessRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
