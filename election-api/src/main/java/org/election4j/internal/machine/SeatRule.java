// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.time.Instant;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.jspecify.annotations.Nullable;

/** R1: when an election may be taken, and with which term. */
final class SeatRule {

    /**
     * How far above the date, in milliseconds, a term jumps when history may have been lost: an absent record, another
     * epoch. It covers clocks that disagree by that much.
     */
    static final long LOST_HISTORY_JUMP = 1_000_000;

    /**
     * How far above everything seen it jumps then. It covers terms that were lost without having been seen, and is small,
     * because these jumps add up: a record that is deleted later is created anew by the date alone.
     */
    static final long LOST_TERMS = 1_000;

    private SeatRule() {}

    static boolean allows(CampaignState state, long now, Standing standing, boolean holderEnded) {
        Guard guard = standing.guard();
        ElectionSight sight = state.sight();
        if (!state.isIdle() || !state.campaigning() || isResting(state, now) || guard == null || !standing.usable()) {
            return false;
        }
        if (!sight.fresh() || !sight.epoch().equals(guard.epoch()) || isQuarantined(sight, now, standing)) {
            return false;
        }
        return isOpen(state, now, standing, holderEnded);
    }

    static boolean isResting(CampaignState state, long now) {
        Long until = state.restUntilNanos();
        return until != null && now - until < 0;
    }

    /** R6: what makes no sense is watched for the longest lease there can be before it is taken. */
    private static boolean isQuarantined(ElectionSight sight, long now, Standing standing) {
        Long since = sight.suspectSinceNanos();
        return since != null && now - since < standing.maxLeaseNanos();
    }

    private static boolean isOpen(CampaignState state, long now, Standing standing, boolean holderEnded) {
        ElectionRecord record = state.sight().record();
        if (record == null) {
            return state.sight().absent();
        }
        if (record.seat() instanceof ElectionRecord.Held held) {
            return holderEnded || isForgotten(state.sight(), held, now, standing);
        }
        if (record.seat() instanceof ElectionRecord.Handover handover) {
            return handover.candidateId().equals(standing.candidateId())
                    || now - state.sight().sinceNanos() >= handover.window().toNanos();
        }
        // Whatever else there is, also what this version does not know, is closed.
        return record.seat() instanceof ElectionRecord.Free;
    }

    /** R1 (c): whether a record names my session for nothing, and has done so for long enough. */
    static boolean isForgotten(ElectionSight sight, ElectionRecord.Held held, long now, Standing standing) {
        return standing.is(held.incarnation()) && now - forgottenAtNanos(sight, standing) >= 0;
    }

    /**
     * When a record that names my session for nothing may be taken. Whoever else could lead through it, a clone of this
     * process, has had no heartbeat acknowledged since mine was that I am usable by.
     */
    private static long forgottenAtNanos(ElectionSight sight, Standing standing) {
        return sight.sinceNanos() + standing.lease().toNanos();
    }

    static long nextTerm(ElectionSight sight, String epoch, Instant wallClock) {
        ElectionRecord seen = sight.record();
        long recorded = seen == null ? 0 : seen.term();
        long above = Math.max(recorded, sight.highestTerm()) + 1;
        long date = wallClock.toEpochMilli();
        boolean historyLost = seen == null || !seen.epoch().equals(epoch);
        return historyLost ? Math.max(above + LOST_TERMS, date + LOST_HISTORY_JUMP) : Math.max(above, date);
    }

    /** When the seat opens by the mere passing of time; null if it does not. */
    static @Nullable Long opensAtNanos(CampaignState state, Standing standing) {
        Long opens = state.restUntilNanos();
        Long suspect = state.sight().suspectSinceNanos();
        if (suspect != null) {
            opens = later(opens, suspect + standing.maxLeaseNanos());
        }
        ElectionRecord record = state.sight().record();
        if (record != null && record.seat() instanceof ElectionRecord.Handover handover) {
            opens = later(opens, state.sight().sinceNanos() + handover.window().toNanos());
        }
        ElectionRecord.Held held = state.sight().holder();
        if (held != null && standing.is(held.incarnation())) {
            opens = later(opens, forgottenAtNanos(state.sight(), standing));
        }
        return opens;
    }

    private static long later(@Nullable Long one, long other) {
        return one == null || other - one > 0 ? other : one;
    }
}
