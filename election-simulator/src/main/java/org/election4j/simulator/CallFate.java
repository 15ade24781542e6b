// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of one store call, decided when it sets out.
 *
 * @param fate what
 * @param startedNanos when it set out
 * @param requestNanos how long until it arrives
 * @param replyNanos how long from then until the answer is here; for a call without an answer, how long after setting out
 *     the caller gives up
 * @param extraNanos how much later it arrives once more
 */
record CallFate(Fate fate, long startedNanos, long requestNanos, long replyNanos, long extraNanos) {

    /** Nothing becomes of it, and it takes no time. */
    static final CallFate CALM = new CallFate(Fate.FINE, 0, 0, 0, 0);

    /** What can become of a call. */
    enum Fate {
        FINE(true),
        LOST(false),
        UNANSWERED(false),
        DUPLICATED(true),
        ECHOED(true),
        WARNED(true),
        FAILED(true),
        DENIED(true),
        TORN(true);

        private final boolean answered;

        Fate(boolean answered) {
            this.answered = answered;
        }

        boolean isAnswered() {
            return answered;
        }
    }

    static CallFate draw(
            ActiveDisturbances weather, StorySetup.Member member, long now, long limitNanos, SplittableRandom dice) {
        long calm = TimeUnit.MICROSECONDS.toNanos(member.latencyMicros());
        long request = (long) (calm * (0.2 + 0.6 * dice.nextDouble()));
        long reply = (long) (calm * (0.2 + 0.6 * dice.nextDouble()));
        if (!weather.isBad()) {
            return new CallFate(Fate.FINE, now, request, reply, 0);
        }
        long lease = TimeUnit.MILLISECONDS.toNanos(member.leaseMillis());
        long slow = lease / 1000 * weather.of(Disturbance.SLOW_CALLS);
        if (slow > 0) {
            request += (long) (slow * dice.nextDouble() * dice.nextDouble());
            reply += (long) (slow * dice.nextDouble() * dice.nextDouble());
        }
        Fate fate = fate(weather, dice);
        long giveUp = dice.nextInt(4) == 0 ? (long) (limitNanos * dice.nextDouble()) : limitNanos;
        if (fate == Fate.LOST) {
            return new CallFate(fate, now, 0, giveUp, 0);
        }
        long late = (long) (10 * lease * dice.nextDouble() * dice.nextDouble());
        if (fate == Fate.UNANSWERED) {
            boolean lost = happens(weather, Disturbance.LOSE_REPLIES, dice) || weather.of(Disturbance.LAND_LATE) == 0;
            return new CallFate(fate, now, lost ? request : late, giveUp, 0);
        }
        if (request + reply >= limitNanos) {
            return new CallFate(Fate.UNANSWERED, now, request, limitNanos, 0);
        }
        return new CallFate(fate, now, request, reply, late);
    }

    private static Fate fate(ActiveDisturbances weather, SplittableRandom dice) {
        if (weather.of(Disturbance.OUTAGE) != 0 || happens(weather, Disturbance.LOSE_REQUESTS, dice)) {
            return Fate.LOST;
        }
        if (happens(weather, Disturbance.LAND_LATE, dice) || happens(weather, Disturbance.LOSE_REPLIES, dice)) {
            return Fate.UNANSWERED;
        }
        if (happens(weather, Disturbance.DUPLICATE, dice)) {
            return Fate.DUPLICATED;
        }
        if (happens(weather, Disturbance.ECHO, dice)) {
            return Fate.ECHOED;
        }
        if (happens(weather, Disturbance.WARN, dice)) {
            return Fate.WARNED;
        }
        if (happens(weather, Disturbance.FAIL, dice)) {
            return Fate.FAILED;
        }
        if (happens(weather, Disturbance.DENY, dice)) {
            return Fate.DENIED;
        }
        return happens(weather, Disturbance.TEAR_BATCHES, dice) ? Fate.TORN : Fate.FINE;
    }

    private static boolean happens(ActiveDisturbances weather, Disturbance what, SplittableRandom dice) {
        int permille = weather.of(what);
        return permille != 0 && dice.nextInt(1000) < permille;
    }
}
