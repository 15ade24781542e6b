// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.io.Serial;

/** Electing on this store as it is set up could give two leaders. The message says what to change. */
public final class UnsafeStoreException extends LeaseStoreException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is unsafe and what to change
     */
    public UnsafeStoreException(String message) {
        super(message, null);
    }
}
