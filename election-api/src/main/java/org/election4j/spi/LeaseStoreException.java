// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A store could not be asked, or gave an answer that makes no sense. Never means "no". Its message is {@linkplain OneLine one
 * line}, whatever the store has said.
 */
public class LeaseStoreException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was tried and what to do; never contains a credential
     * @param cause the cause; null if there is none
     */
    public LeaseStoreException(String message, @Nullable Throwable cause) {
        super(OneLine.of(message), cause);
    }
}
