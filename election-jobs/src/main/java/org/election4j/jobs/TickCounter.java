// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds and counts the ticks of a schedule, without trusting that it is well made. */
final class TickCounter {

    /** More missed ticks than this are not counted one by one. */
    static final int MOST = 10_000;

    private final Schedule schedule;

    TickCounter(Schedule schedule) {
        this.schedule = schedule;
    }

    /** The first tick after a time; null if there is none. */
    @Nullable
    Instant next(Instant after) {
        Optional<Instant> next = schedule.next(after);
        if (next.isEmpty()) {
            return null;
        }
        if (!next.get().isAfter(after)) {
            throw new IllegalStateException(
                    "the schedule " + schedule + " gave " + next.get() + " as the tick after " + after);
        }
        return WholeMillis.require("a tick", next.get());
    }

    /** The last tick after a time and not after another; null if there is none. */
    @Nullable
    Instant latest(Instant after, Instant until) {
        Instant tick = next(after);
        if (tick == null || tick.isAfter(until)) {
            return null;
        }
        // The later the start, the later the next tick: the last one is found by halving, however many there are.
        long early = after.toEpochMilli();
        long late = until.toEpochMilli();
        while (late - early > 1) {
            long middle = early + (late - early) / 2;
            Instant found = next(Instant.ofEpochMilli(middle));
            if (found != null && !found.isAfter(until)) {
                tick = found;
                early = middle;
            } else {
                late = middle;
            }
        }
        return tick;
    }

    /** How many ticks lie between two times, both left out, up to {@link #MOST}; and the first and last of them. */
    @Nullable
    Gap between(Instant after, Instant before) {
        Instant first = null;
        Instant last = after;
        int count = 0;
        for (Instant tick = next(after); tick != null && tick.isBefore(before) && count < MOST; tick = next(tick)) {
            first = first == null ? tick : first;
            last = tick;
            count++;
        }
        return first == null ? null : new Gap(first, last, count);
    }

    /** Ticks in a row. */
    record Gap(Instant first, Instant last, long count) {}
}
