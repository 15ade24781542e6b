// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.election4j.spi.TickRecord.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that take longer than they may. The limit is real time; everything else is fake. */
@Timeout(30)
class RunLimitTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    private final TickWorld world = new TickWorld();

    @AfterEach
    void no_interrupt_is_left() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private TickWorld.Member member(Duration limit) {
        TickWorld.Member member = world.member("a", job -> job.runLimit(limit).unfinished(Unfinished.rerun(9)));
        world.at(1, 0);
        return member;
    }

    @Test
    void a_run_that_hangs_is_interrupted_and_reported_and_its_tick_is_closed() {
        TickWorld.Member a = member(SHORT);
        a.work = run -> new CountDownLatch(1).await();
        a.look();
        await("the report, which comes after the interrupt")
                .until(() -> !a.events(JobEvent.Overdue.class).isEmpty());
        assertThat(a.events(JobEvent.Overdue.class)).first().satisfies(event -> {
            assertThat(event.took()).isEqualTo(SHORT);
            assertThat(event.where()).anyMatch(frame -> frame.getMethodName().equals("await"));
        });
        assertThat(a.events(JobEvent.Failed.class))
                .singleElement()
                .satisfies(event -> assertThat(event.cause()).isInstanceOf(InterruptedException.class));
        assertThat(world.last().state()).as("closed, and not to be run again").isEqualTo(State.FAILED);
        assertThat(a.elector.isLeader()).isTrue();
        a.look();
        assertThat(world.runs).hasSize(1);
    }

    @Test
    void a_run_that_ignores_its_interrupt_gets_another_and_no_tick_is_started_beside_it() {
        TickWorld.Member a = member(SHORT);
        AtomicInteger interrupts = new AtomicInteger();
        a.work = run -> {
            while (interrupts.get() < 2) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                }
            }
            assertThat(world.last().state()).isEqualTo(State.STARTED);
            a.job.runDue();
        };
        a.look();
        assertThat(a.skips()).contains(SkipReason.STILL_RUNNING);
        assertThat(world.last().state()).isEqualTo(State.FINISHED);
        await("the second report, which comes after the interrupt")
                .until(() -> a.events(JobEvent.Overdue.class).size() >= 2);
    }

    @Test
    void a_run_within_its_limit_is_left_alone() {
        TickWorld.Member a = member(Duration.ofDays(1));
        a.look();
        assertThat(a.events(JobEvent.Overdue.class)).isEmpty();
        assertThat(world.last().state()).isEqualTo(State.FINISHED);
    }

    @Test
    void a_limit_that_is_none_is_refused_with_its_value() {
        assertThatThrownBy(() -> member(Duration.ZERO))
                .hasMessageContaining("runLimit")
                .hasMessageContaining("PT0S");
    }
}
