// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.util.function.Function;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.UnsafeStoreException;
import org.jspecify.annotations.Nullable;

/** Lets a call through to the store if circuit breaker and rate limiter agree, and tells the breaker how it went. */
final class Gate {

    private final CircuitBreaker circuitBreaker;
    private final RateLimiter rateLimiter;
    private final String store;

    Gate(CircuitBreaker circuitBreaker, RateLimiter rateLimiter, String store) {
        this.circuitBreaker = circuitBreaker;
        this.rateLimiter = rateLimiter;
        this.store = store;
    }

    /**
     * Asks for permission. Whoever gets it has to make the call, through {@link #call}.
     *
     * @return null if the call may be made, else why not
     */
    @Nullable
    RefusedCallException refusal(Attempt attempt) {
        if (attempt.remaining().isZero()) {
            // Would fail for certain, and the breaker would hold that against the store.
            return new RefusedCallException(store + " was not asked: no time was left", null);
        }
        try {
            circuitBreaker.acquirePermission();
        } catch (CallNotPermittedException e) {
            return new RefusedCallException(
                    store + " was not asked: circuit breaker '" + circuitBreaker.getName() + "' is "
                            + circuitBreaker.getState(),
                    e);
        }
        long waitNanos = rateLimiter.reservePermission();
        if (waitNanos < 0 || waitNanos > attempt.remaining().toNanos()) {
            circuitBreaker.releasePermission();
            return new RefusedCallException(
                    store + " was not asked: rate limiter '" + rateLimiter.getName() + "' allows "
                            + rateLimiter.getRateLimiterConfig().getLimitForPeriod() + " calls in "
                            + rateLimiter.getRateLimiterConfig().getLimitRefreshPeriod(),
                    null);
        }
        Waiting.nanos(waitNanos);
        return null;
    }

    /**
     * Makes a call for which there is a permission.
     *
     * @param call the call
     * @param failure finds in an outcome why the store did not answer; null if it did
     */
    <T> T call(Supplier<T> call, Function<T, @Nullable Throwable> failure) {
        long start = circuitBreaker.getCurrentTimestamp();
        T outcome;
        try {
            outcome = call.get();
        } catch (UnsafeStoreException e) {
            // An answer, if not the one that was hoped for.
            succeeded(start);
            throw e;
        } catch (RuntimeException | Error e) {
            failed(start, e);
            throw e;
        }
        Throwable cause = failure.apply(outcome);
        if (cause == null) {
            succeeded(start);
        } else {
            failed(start, cause);
        }
        return outcome;
    }

    private void succeeded(long start) {
        circuitBreaker.onSuccess(circuitBreaker.getCurrentTimestamp() - start, circuitBreaker.getTimestampUnit());
    }

    private void failed(long start, Throwable cause) {
        circuitBreaker.onError(circuitBreaker.getCurrentTimestamp() - start, circuitBreaker.getTimestampUnit(), cause);
    }

    /** Asks for permission and makes the call, or throws the refusal. */
    void run(Attempt attempt, Runnable call) {
        LeaseStoreException refusal = refusal(attempt);
        if (refusal != null) {
            throw refusal;
        }
        boolean unused = call(
                () -> {
                    call.run();
                    return true;
                },
                done -> null);
    }
}
