// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.util.UUID;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;

/**
 * All a {@link CampaignMachine} knows. Immutable.
 *
 * @param phase what this process does in the election
 * @param sight what it has seen of it
 * @param claim the acquisition on its way or unresolved; null if none
 * @param stray the last acquisition given up, as long as one of mine can land or is what the record shows; null if none
 * @param tenure what is held; null unless leading, draining or releasing
 * @param exit how it is given up; null unless draining or releasing
 * @param restUntilNanos until when not to campaign; null if not resting
 * @param campaigning whether to acquire at all
 */
public record CampaignState(
        Phase phase,
        ElectionSight sight,
        @Nullable Claim claim,
        @Nullable Claim stray,
        @Nullable Tenure tenure,
        @Nullable Exit exit,
        @Nullable Long restUntilNanos,
        boolean campaigning) {

    /** What this process does in the election. */
    public enum Phase {
        /** Neither leads nor drains. */
        FOLLOWING,
        /** An acquisition is on its way. */
        ACQUIRING,
        /** Leads, as far as the session is valid. */
        LEADING,
        /** The stop signal was given. */
        DRAINING,
        /** User code has returned; the seat is being given up. */
        RELEASING
    }

    /**
     * An acquisition that is on its way or unresolved.
     *
     * @param next what it writes
     * @param incarnation the session it is made for
     * @param expected what it expects; null for absence
     * @param answered whether it was answered, but not by "applied"
     */
    public record Claim(
            ElectionRecord next, UUID incarnation, @Nullable Version expected, boolean answered) {

        UUID nonce() {
            return next.nonce();
        }

        Claim unresolved() {
            return new Claim(next, incarnation, expected, true);
        }

        /** Whether an acquisition of its session can land yet, or is what is there. */
        boolean matters(ElectionSight sight) {
            ElectionRecord.Held held = sight.holder();
            return sight.shows(expected) || (held != null && held.incarnation().equals(incarnation));
        }
    }

    /**
     * What is held.
     *
     * @param version the version of the record, by a write known to be applied
     * @param record the record
     * @param incarnation the session it is held through
     */
    public record Tenure(Version version, ElectionRecord record, UUID incarnation) {}

    /**
     * How the seat is to be given up.
     *
     * @param seat what to write; null if there is nothing to give up
     * @param release what was written, on its way or unresolved; null if nothing was
     * @param answered whether it was answered, but not by "applied"
     * @param after a heartbeat later than this one has to be acknowledged before anything is written
     */
    public record Exit(
            ElectionRecord.@Nullable Seat seat, @Nullable ElectionRecord release, boolean answered, long after) {

        /** Nothing to write: the record or the session is lost already. */
        static final Exit NOTHING = leaving(null);

        /** Leaves a seat behind, once everything has drained. */
        static Exit leaving(ElectionRecord.@Nullable Seat seat) {
            return new Exit(seat, null, false, Long.MAX_VALUE);
        }

        /** Leaves a seat behind after the next heartbeat. */
        static Exit drained(ElectionRecord.@Nullable Seat seat, Standing standing) {
            return new Exit(seat, null, false, standing.begun());
        }

        /** Whether nothing may be written before another heartbeat is acknowledged (H7). */
        boolean waits(Standing standing) {
            return release == null && standing.assured() <= after;
        }

        Exit writing(ElectionRecord next) {
            return new Exit(seat, next, false, after);
        }

        Exit unresolved() {
            return new Exit(seat, release, true, after);
        }

        Exit again() {
            return new Exit(seat, null, false, after);
        }

        @Nullable
        UUID nonce() {
            return release == null ? null : release.nonce();
        }
    }

    static CampaignState initial(boolean campaigning) {
        return new CampaignState(Phase.FOLLOWING, ElectionSight.NOTHING, null, null, null, null, null, campaigning);
    }

    /** Whether nothing is held, on its way or unresolved. */
    boolean isIdle() {
        return phase == Phase.FOLLOWING && claim == null;
    }

    CampaignState withSight(ElectionSight next) {
        return new CampaignState(phase, next, claim, stray, tenure, exit, restUntilNanos, campaigning);
    }

    CampaignState withExit(Phase next, @Nullable Exit how) {
        return new CampaignState(next, sight, claim, stray, tenure, how, restUntilNanos, campaigning);
    }

    CampaignState resting(long untilNanos) {
        return new CampaignState(phase, sight, claim, stray, tenure, exit, untilNanos, campaigning);
    }

    CampaignState retired() {
        return new CampaignState(phase, sight, claim, stray, tenure, exit, restUntilNanos, false);
    }

    CampaignState acquiring(Claim next) {
        return new CampaignState(Phase.ACQUIRING, sight, next, null, null, null, null, campaigning);
    }

    CampaignState following(ElectionSight seen, @Nullable Claim open, @Nullable Claim abandoned) {
        return new CampaignState(Phase.FOLLOWING, seen, open, abandoned, null, null, restUntilNanos, campaigning);
    }

    CampaignState holding(Phase next, ElectionSight seen, Tenure held, @Nullable Exit how) {
        return new CampaignState(next, seen, null, null, held, how, restUntilNanos, campaigning);
    }
}
