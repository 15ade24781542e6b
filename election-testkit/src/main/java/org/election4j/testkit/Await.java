// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits in real time for what other threads do. Users of the contracts need no library for it. */
final class Await {

    private static final Duration PERIOD = Duration.ofMillis(5);

    private Await() {}

    /** Waits until a condition holds; fails with the reason if it does not in time. */
    static void until(Duration atMost, String reason, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > atMost.toNanos()) {
                throw new AssertionError("waited " + atMost + " in vain until " + reason);
            }
            pause(PERIOD);
        }
    }

    /** Lets a condition be looked at again and again for a while; fails with the reason as soon as it does not hold. */
    static void during(Duration time, String reason, BooleanSupplier condition) {
        long start = System.nanoTime();
        do {
            if (!condition.getAsBoolean()) {
                throw new AssertionError(
                        "after " + Duration.ofNanos(System.nanoTime() - start) + " no longer: " + reason);
            }
            pause(PERIOD);
        } while (System.nanoTime() - start < time.toNanos());
    }

    /** Lets real time pass. */
    static void pause(Duration time) {
        try {
            boolean never = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
            if (never) {
                throw new AssertionError("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }
}
