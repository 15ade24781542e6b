// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Instant next(Schedule schedule, String after) {
        return schedule.next(Instant.parse(after)).orElseThrow();
    }

    @Test
    void a_fixed_rate_counts_from_1970_and_not_from_the_start_of_a_process() {
        Schedule hourly = Schedule.every(Duration.ofHours(1));
        assertThat(next(hourly, "2026-05-01T10:00:00Z")).isEqualTo("2026-05-01T11:00:00Z");
        assertThat(next(hourly, "2026-05-01T10:00:00.000000001Z")).isEqualTo("2026-05-01T11:00:00Z");
        assertThat(next(hourly, "2026-05-01T10:59:59.999999999Z")).isEqualTo("2026-05-01T11:00:00Z");
    }

    @Test
    void a_fixed_rate_has_ticks_before_its_anchor_too() {
        Schedule schedule = Schedule.every(Duration.ofMinutes(10), Instant.parse("2026-05-01T10:03:00Z"));
        assertThat(next(schedule, "2026-05-01T09:59:00Z")).isEqualTo("2026-05-01T10:03:00Z");
        assertThat(next(schedule, "2026-05-01T09:50:00Z")).isEqualTo("2026-05-01T09:53:00Z");
        assertThat(next(schedule, "1969-12-31T23:59:00Z")).isEqualTo("1970-01-01T00:03:00Z");
    }

    @Test
    void a_daily_tick_follows_the_clock_on_the_wall() {
        Schedule nightly = Schedule.daily(LocalTime.of(2, 30), BERLIN);
        assertThat(next(nightly, "2026-01-10T01:29:59.999Z")).isEqualTo("2026-01-10T01:30:00Z");
        assertThat(next(nightly, "2026-01-10T01:30:00Z")).isEqualTo("2026-01-11T01:30:00Z");
        assertThat(next(nightly, "2026-07-10T00:30:00Z")).isEqualTo("2026-07-11T00:30:00Z");
    }

    @Test
    void a_time_that_is_skipped_is_due_when_the_clock_has_gone_forward_and_one_that_comes_twice_counts_once() {
        Schedule nightly = Schedule.daily(LocalTime.of(2, 30), BERLIN);
        assertThat(next(nightly, "2026-03-28T12:00:00Z")).as("3:00 in summer").isEqualTo("2026-03-29T01:00:00Z");
        assertThat(next(nightly, "2026-10-24T12:00:00Z")).as("the first 2:30").isEqualTo("2026-10-25T00:30:00Z");
        assertThat(next(nightly, "2026-10-25T00:30:00Z")).as("not the second").isEqualTo("2026-10-26T01:30:00Z");
    }

    @Test
    void what_cannot_be_a_schedule_is_refused_with_its_value() {
        assertThatThrownBy(() -> Schedule.every(Duration.ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.1S")
                .hasMessageContaining("PT0.099S");
        assertThatThrownBy(() -> Schedule.every(Duration.ofSeconds(1).plusNanos(1)))
                .hasMessageContaining("whole milliseconds")
                .hasMessageContaining("PT1.000000001S");
        assertThatThrownBy(() -> Schedule.every(Duration.ofSeconds(1), Instant.EPOCH.plusNanos(1)))
                .hasMessageContaining("anchor");
        assertThatThrownBy(() -> Schedule.daily(LocalTime.of(2, 0, 0, 1), BERLIN))
                .hasMessageContaining("time of day");
        assertThatThrownBy(() -> CatchUp.skipAfter(Duration.ofMillis(999))).hasMessageContaining("PT0.999S");
        assertThatThrownBy(() -> Unfinished.rerun(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> new Unfinished(-1)).hasMessageContaining("-1");
    }

    @Test
    void a_schedule_that_stands_still_is_found_out() {
        TickCounter ticks = new TickCounter(Optional::of);
        assertThatThrownBy(() -> ticks.next(Instant.EPOCH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1970-01-01T00:00:00Z");
        assertThatThrownBy(() -> new TickCounter(after -> Optional.of(after.plusNanos(1))).next(Instant.EPOCH))
                .hasMessageContaining("whole milliseconds");
    }

    @Test
    void the_latest_of_very_many_ticks_is_found_without_walking() {
        int[] calls = new int[1];
        Schedule counted = after -> {
            calls[0]++;
            return Schedule.every(Duration.ofSeconds(1)).next(after);
        };
        TickCounter ticks = new TickCounter(counted);
        Instant until = Instant.parse("2026-05-01T10:00:00.500Z");
        assertThat(ticks.latest(Instant.EPOCH, until)).isEqualTo("2026-05-01T10:00:00Z");
        assertThat(calls[0]).isLessThan(60);
        assertThat(ticks.latest(until, until.plusMillis(499))).isNull();
        assertThat(ticks.latest(until, until.plusMillis(500))).isEqualTo("2026-05-01T10:00:01Z");
        assertThat(ticks.latest(until, until.minusSeconds(5))).isNull();
        assertThat(new TickCounter(after -> Optional.empty()).latest(Instant.EPOCH, until))
                .isNull();
    }

    @Test
    void missed_ticks_are_counted_up_to_a_limit() {
        TickCounter ticks = new TickCounter(Schedule.every(Duration.ofSeconds(1)));
        Instant start = Instant.parse("2026-05-01T10:00:00Z");
        assertThat(ticks.between(start, start.plusSeconds(1))).isNull();
        assertThat(ticks.between(start, start.plusSeconds(4)))
                .isEqualTo(new TickCounter.Gap(start.plusSeconds(1), start.plusSeconds(3), 3));
        assertThat(ticks.between(start, start.plusSeconds(100_000)).count()).isEqualTo(TickCounter.MOST);
    }
}
