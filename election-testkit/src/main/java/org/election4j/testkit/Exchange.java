// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;

/**
 * One call between a caller and a store, before it is known what happens to it.
 *
 * @param store makes the call
 * @param unknown what the caller gets if it gets no answer
 * @param late takes requests that land later
 */
record Exchange<T>(Function<Attempt, T> store, Function<Throwable, T> unknown, Consumer<Runnable> late) {

    private static final Duration LATE_LIMIT = Duration.ofMinutes(1);

    T under(Fault fault, Attempt attempt) {
        if (fault instanceof Fault.Delay delay) {
            delay.before().run();
            T answer = under(delay.fault(), attempt);
            delay.after().run();
            return answer;
        }
        if (fault instanceof Fault.ErrorBefore error) {
            throw error.error();
        }
        if (fault instanceof Fault.ErrorAfter error) {
            reach(unanswered(attempt));
            throw error.error();
        }
        return answerUnder(fault, attempt);
    }

    private T answerUnder(Fault fault, Attempt attempt) {
        if (fault instanceof Fault.LostRequest) {
            unanswered(attempt);
            return silence("the request was lost");
        }
        if (fault instanceof Fault.LostReply) {
            reach(unanswered(attempt));
            return silence("the reply was lost");
        }
        if (fault instanceof Fault.LateLanding) {
            unanswered(attempt);
            late.accept(() -> reach(new SilentAttempt(LATE_LIMIT)));
            return silence("the request is late");
        }
        if (fault instanceof Fault.Duplicate) {
            reach(new SilentAttempt(attempt.remaining()));
        }
        return store.apply(attempt);
    }

    /** The store does as it is told, and nobody learns what it answered. */
    private void reach(Attempt attempt) {
        var unused = store.apply(attempt);
    }

    /** Marks the request as sent; the reply to it is nobody's. */
    private static Attempt unanswered(Attempt attempt) {
        attempt.connected();
        attempt.sent();
        return new SilentAttempt(attempt.remaining());
    }

    private T silence(String why) {
        return unknown.apply(new LeaseStoreException("injected fault: " + why, null));
    }
}
