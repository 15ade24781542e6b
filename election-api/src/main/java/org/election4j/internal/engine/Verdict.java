// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.election4j.LossCause;
import org.election4j.internal.runtime.Stall;

/**
 * From what was measured to what took the time. Knows nothing but its arguments.
 *
 * <p>The lost time is a row of legs: waiting for a thread, for a connection, for the store. A leg is owed to whom it was
 * waited for, unless this process stood still for so much of it that nobody could have been in time. Short stalls explain
 * nothing: an answer that had come during one would have been there at its end. Only a thread that waits may wait many
 * times, and so may a process without a quota.
 */
final class Verdict {

    /**
     * One piece of the lost time.
     *
     * @param owner who was waited for
     * @param fromNanos its begin
     * @param toNanos its end
     */
    record Leg(LossCause owner, long fromNanos, long toNanos) {

        long nanos() {
            return Math.max(0, toNanos - fromNanos);
        }
    }

    private final List<Stall> stalls;
    private final Map<LossCause, Long> shares = new EnumMap<>(LossCause.class);

    private Verdict(List<Stall> stalls) {
        this.stalls = stalls;
    }

    /**
     * How much of the lost time each cause took.
     *
     * @param legs the lost time, in order, without overlaps
     * @param stalls when this process stood still
     * @return nanoseconds, all positive
     */
    static Map<LossCause, Long> shares(List<Leg> legs, List<Stall> stalls) {
        Verdict verdict = new Verdict(stalls);
        legs.forEach(verdict::take);
        return verdict.shares;
    }

    private void take(Leg leg) {
        Map<LossCause, Long> stood = new EnumMap<>(LossCause.class);
        long longest = 0;
        for (Stall stall : stalls) {
            longest = Math.max(longest, overlap(leg, stall));
            stall.shares().forEach((cause, nanos) -> stood.merge(cause, part(leg, stall, nanos), Long::sum));
        }
        long throttled = stood.getOrDefault(LossCause.CPU_THROTTLED, 0L);
        boolean explained = leg.owner() == LossCause.THREADS_STARVED
                || longest >= leg.nanos() / 2
                // Within each period of a quota our own clock can be seen to be late for two thirds of it at most.
                || throttled >= leg.nanos() / 3;
        long left = leg.nanos();
        if (explained) {
            for (Map.Entry<LossCause, Long> entry : stood.entrySet()) {
                long nanos = Math.min(left, entry.getValue());
                add(entry.getKey(), nanos);
                left -= nanos;
            }
        }
        add(leg.owner(), left);
    }

    private void add(LossCause cause, long nanos) {
        if (nanos > 0) {
            shares.merge(cause, nanos, Long::sum);
        }
    }

    private static long overlap(Leg leg, Stall stall) {
        long begin = stall.beginNanos() - leg.fromNanos() > 0 ? stall.beginNanos() : leg.fromNanos();
        long end = stall.endNanos() - leg.toNanos() < 0 ? stall.endNanos() : leg.toNanos();
        return Math.max(0, end - begin);
    }

    private static long part(Leg leg, Stall stall, long nanos) {
        return stall.nanos() <= 0 ? 0 : (long) ((double) nanos * overlap(leg, stall) / stall.nanos());
    }
}
