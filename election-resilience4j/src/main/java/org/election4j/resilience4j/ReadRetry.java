// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a read that was not answered, within the time of its attempt. Each try asks at the gate anew, and a refusal ends
 * the matter: what must not be asked once must not be asked twice.
 */
final class ReadRetry {

    private final Gate gate;
    private final Retry retry;

    ReadRetry(Gate gate, Retry retry) {
        this.gate = gate;
        this.retry = retry;
    }

    /**
     * Reads.
     *
     * @param read one try
     * @param failure finds in an outcome why the store did not answer; null if it did
     * @param refused makes an outcome of a refusal
     */
    <T> T read(
            Attempt attempt,
            Supplier<T> read,
            Function<T, @Nullable Throwable> failure,
            Function<RefusedCallException, T> refused) {
        Retry.AsyncContext<T> tries = retry.asyncContext();
        @Nullable T last = null;
        while (true) {
            RefusedCallException refusal = gate.refusal(attempt);
            if (refusal != null) {
                return last == null ? refused.apply(refusal) : last;
            }
            T outcome = gate.call(read, failure);
            Throwable cause = failure.apply(outcome);
            if (cause == null) {
                tries.onComplete();
                return outcome;
            }
            long waitMillis = tries.onError(cause);
            if (waitMillis < 0 || attempt.remaining().compareTo(Duration.ofMillis(waitMillis)) <= 0) {
                return outcome;
            }
            last = outcome;
            Waiting.nanos(Duration.ofMillis(waitMillis).toNanos());
        }
    }
}
