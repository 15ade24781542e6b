// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeTimeTest {

    private final FakeTime time = new FakeTime();
    private final List<String> ran = new ArrayList<>();

    @Test
    void time_stands_still_until_it_is_advanced() {
        long before = time.nanos();
        assertThat(time.nanos()).isEqualTo(before);
        time.advance(Duration.ofMillis(7));
        assertThat(time.nanos() - before).isEqualTo(7_000_000);
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(7));
        assertThat(time.instant()).isEqualTo(FakeTime.START.plusMillis(7));
    }

    @Test
    void the_reading_overflows_and_differences_stay_right() {
        long before = time.nanos();
        time.advance(Duration.ofMinutes(2));
        assertThat(time.nanos()).isNegative();
        assertThat(time.nanos() - before).isEqualTo(Duration.ofMinutes(2).toNanos());
    }

    @Test
    void work_runs_in_the_order_in_which_it_is_due() {
        schedule(30, "c");
        schedule(10, "a");
        schedule(20, "b");
        time.advance(Duration.ofMillis(30));
        assertThat(ran).containsExactly("a at 10", "b at 20", "c at 30");
    }

    @Test
    void work_due_at_the_same_time_runs_in_the_order_in_which_it_was_scheduled() {
        for (int i = 0; i < 20; i++) {
            schedule(10, "work " + i);
        }
        time.advance(Duration.ofMillis(10));
        assertThat(ran).hasSize(20).first().isEqualTo("work 0 at 10");
        assertThat(ran).last().isEqualTo("work 19 at 10");
    }

    @Test
    void work_that_is_not_due_waits() {
        schedule(10, "a");
        time.advance(Duration.ofMillis(9));
        assertThat(ran).isEmpty();
        assertThat(time.untilNext()).contains(Duration.ofMillis(1));
        time.advance(Duration.ofMillis(1));
        assertThat(ran).containsExactly("a at 10");
        assertThat(time.untilNext()).isEmpty();
    }

    @Test
    void work_scheduled_by_work_runs_in_the_same_advance_if_it_is_due() {
        time.schedule(Duration.ofMillis(10), () -> {
            schedule(5, "b");
            schedule(25, "d");
        });
        schedule(20, "c");
        time.advance(Duration.ofMillis(30));
        assertThat(ran).containsExactly("b at 15", "c at 20");
        time.advance(Duration.ofMillis(5));
        assertThat(ran).containsExactly("b at 15", "c at 20", "d at 35");
    }

    @Test
    void work_without_delay_runs_at_the_next_opportunity_and_not_before() {
        time.execute(() -> ran.add("executed"));
        schedule(-5, "late already");
        assertThat(ran).isEmpty();
        time.runDue();
        assertThat(ran).containsExactly("executed", "late already at 0");
    }

    @Test
    void work_taken_back_does_not_run() {
        FakeTime.Scheduled scheduled = time.schedule(Duration.ofMillis(10), () -> ran.add("a"));
        scheduled.cancel();
        scheduled.cancel();
        time.advance(Duration.ofMillis(10));
        assertThat(ran).isEmpty();
    }

    @Test
    void work_that_throws_stops_time_where_it_was_due_and_the_rest_still_runs() {
        time.schedule(Duration.ofMillis(10), () -> {
            throw new IllegalStateException("broken");
        });
        schedule(20, "b");
        assertThatThrownBy(() -> time.advance(Duration.ofMillis(30))).hasMessage("broken");
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(10));
        time.advance(Duration.ofMillis(20));
        assertThat(ran).containsExactly("b at 20");
    }

    @Test
    void work_may_advance_time_itself() {
        time.schedule(Duration.ofMillis(10), () -> time.advance(Duration.ofMillis(50)));
        schedule(20, "b");
        time.advance(Duration.ofMillis(30));
        assertThat(ran).containsExactly("b at 20");
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(60));
    }

    @Test
    void time_does_not_run_backwards() {
        assertThatThrownBy(() -> time.advance(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S");
    }

    private void schedule(long millis, String name) {
        time.schedule(
                Duration.ofMillis(millis),
                () -> ran.add(name + " at " + time.elapsed().toMillis()));
    }
}
