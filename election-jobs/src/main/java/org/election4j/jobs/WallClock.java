// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ticks by a clock on the wall, which is changed twice a year in many places. */
record WallClock(ZoneId zone, ClockChange change, LocalTimes times) implements Schedule {

    WallClock {
        requireNonNull(zone, "zone");
        requireNonNull(change, "change");
        requireNonNull(times, "times");
    }

    @Override
    public Optional<Instant> next(Instant after) {
        return Optional.ofNullable(change == ClockChange.ONE_TICK ? oneTick(after) : goOn(after));
    }

    /**
     * Local times in their order have ticks in the same order, so the first with a tick later than {@code after} is the answer; those
     * up to the local time of {@code after} have none.
     */
    private @Nullable Instant oneTick(Instant after) {
        ZoneRules rules = zone.getRules();
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        ZoneOffsetTransition change = rules.getTransition(local);
        if (change != null && change.isOverlap() && !after.isBefore(change.getInstant())) {
            // The second time round: whatever is repeated has had its tick.
            local = change.getDateTimeBefore().minusNanos(1);
        }
        Optional<LocalDateTime> next = times.next(local);
        while (next.isPresent()) {
            Instant tick = tickOf(next.get(), rules);
            if (tick.isAfter(after)) {
                return tick;
            }
            next = times.next(next.get());
        }
        return null;
    }

    private static Instant tickOf(LocalDateTime local, ZoneRules rules) {
        ZoneOffsetTransition change = rules.getTransition(local);
        if (change != null && change.isGap()) {
            return change.getInstant();
        }
        return local.toInstant(rules.getOffset(local));
    }

    /** From one change of the clocks to the next, time by time. */
    private @Nullable Instant goOn(Instant after) {
        ZoneRules rules = zone.getRules();
        Instant from = after;
        ZoneOffset offset = rules.getOffset(from);
        LocalDateTime local = LocalDateTime.ofEpochSecond(from.getEpochSecond(), from.getNano(), offset);
        Optional<LocalDateTime> next = times.next(local);
        while (next.isPresent()) {
            Instant tick = next.get().toInstant(offset);
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (change == null || tick.isBefore(change.getInstant())) {
                return tick;
            }
            from = change.getInstant();
            offset = change.getOffsetAfter();
            // The time that the clock is set to may itself be one of them.
            next = times.next(change.getDateTimeAfter().minusNanos(1));
        }
        return null;
    }
}
