// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When a job is due. A function of time and of nothing else, so that all candidates agree on its ticks: no start of a
 * process, no random delay.
 *
 * <p>A cron expression becomes a schedule with whatever library you have, for example Spring's:
 *
 * <pre>{@code
 * CronExpression cron = CronExpression.parse("0 0 2 * * MON-FRI");
 * Schedule schedule = Schedule.inZone(zone, ClockChange.ONE_TICK, after -> Optional.ofNullable(cron.next(after)));
 * }</pre>
 */
@FunctionalInterface
public interface Schedule {

    /**
     * The first tick after a given time. Must not block.
     *
     * @param after the time; not itself an answer
     * @return a later time, in whole milliseconds; empty if there is no further tick
     */
    Optional<Instant> next(Instant after);

    /**
     * Ticks at a fixed rate, counted from 1970-01-01T00:00:00Z: every hour is on the hour in UTC.
     *
     * @param period at least 100 ms, in whole milliseconds
     * @return the schedule
     */
    static Schedule every(Duration period) {
        return every(period, Instant.EPOCH);
    }

    /**
     * Ticks at a fixed rate.
     *
     * @param period at least 100 ms, in whole milliseconds
     * @param anchor one of the ticks, in whole milliseconds; the others lie before and after it
     * @return the schedule
     */
    static Schedule every(Duration period, Instant anchor) {
        return new FixedRate(period, anchor);
    }

    /**
     * One tick a day. On the day on which clocks go forward, a time that is skipped has its tick when they have gone forward; on the day
     * on which they go back, the first of two such times counts ({@link ClockChange#ONE_TICK}).
     *
     * @param at the time of day, in whole milliseconds
     * @param zone where
     * @return the schedule
     */
    static Schedule daily(LocalTime at, ZoneId zone) {
        return inZone(zone, ClockChange.ONE_TICK, new Daily(at));
    }

    /**
     * Ticks by the local time of a place.
     *
     * @param zone where
     * @param change what becomes of local times that are skipped or repeated when clocks are changed
     * @param times the local times
     * @return the schedule
     */
    static Schedule inZone(ZoneId zone, ClockChange change, LocalTimes times) {
        return new WallClock(zone, change, times);
    }
}
