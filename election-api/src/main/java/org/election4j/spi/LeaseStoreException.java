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

    private final String reason;

    /**
     * Creates the exception.
     *
     * @param message what was tried and what to do; never contains a credential
     * @param cause the cause; null if there is none
     */
    public LeaseStoreException(String message, @Nullable Throwable cause) {
        super(OneLine.of(message), cause);
        reason = OneLine.reason(OneLine.of(message), cause);
    }

    /**
     * A failure as one of a store. What it says is put into words at once: later the engine must not call what others have
     * written, such as the {@code getMessage} of a driver's exception, while it holds its lock.
     *
     * @param failure what a store threw, or gave as the cause of an unknown outcome
     * @return the same if it is one already
     */
    public static LeaseStoreException of(Throwable failure) {
        return failure instanceof LeaseStoreException told
                ? told
                : new LeaseStoreException(OneLine.reason(failure), failure);
    }

    /**
     * Why it failed: the messages of this exception and its causes, the root cause first, as they were when it was made.
     *
     * @return the reason, on one line; never empty
     */
    public final String reason() {
        return reason;
    }
}
