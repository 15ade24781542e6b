// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import java.io.Serial;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A call that was not made, because a circuit breaker or a rate limiter was against it. It comes as the cause of an unknown
 * outcome, so it shows in {@code status()} and in the log. For metrics: nothing reached the store.
 */
public final class RefusedCallException extends LeaseStoreException {

    @Serial
    private static final long serialVersionUID = 1L;

    RefusedCallException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
