// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.election4j.internal.runtime.EngineRuntime.Lane;
import org.election4j.spi.Attempt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadedRuntimeTest {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final AtomicLong suspended = new AtomicLong();
    private final ThreadedRuntime runtime =
            new ThreadedRuntime("a", () -> SystemTicker.INSTANCE.nanos() + suspended.get());
    private final CountDownLatch endOfTest = new CountDownLatch(1);

    @AfterEach
    void end() {
        endOfTest.countDown();
        runtime.shutdown();
    }

    private static void assertDone(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_timer_that_a_suspend_has_made_due_fires_after_it() throws InterruptedException {
        CountDownLatch fired = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch notDue = new CountDownLatch(1);
        runtime.schedule(Lane.HEARTBEAT, HOUR, fired::countDown);
        runtime.schedule(Lane.HEARTBEAT, HOUR, cancelled::countDown).cancel();
        runtime.schedule(Lane.HEARTBEAT, 3 * HOUR, notDue::countDown);
        suspended.addAndGet(2 * HOUR);
        assertDone(fired);
        assertThat(cancelled.getCount()).isEqualTo(1);
        assertThat(notDue.getCount()).isEqualTo(1);
    }

    @Test
    void a_lane_whose_call_hangs_goes_on_with_another_thread() throws InterruptedException {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        runtime.call(
                Lane.CAMPAIGN,
                Attempt.within(Duration.ofSeconds(1)),
                attempt -> {
                    hangs.countDown();
                    return await(endOfTest);
                },
                answer -> late.countDown());
        assertDone(hangs);
        runtime.replace(Lane.CAMPAIGN);
        CountDownLatch next = new CountDownLatch(1);
        runtime.schedule(Lane.CAMPAIGN, 0, next::countDown);
        assertDone(next);
        endOfTest.countDown();
        assertDone(late);
    }

    @Test
    void what_runs_later_runs_also_after_something_that_threw() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        runtime.later(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        runtime.later(done::countDown);
        assertDone(done);
        CountDownLatch again = new CountDownLatch(1);
        runtime.later(again::countDown);
        assertDone(again);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
