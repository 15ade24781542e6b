// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.util.HashSet;
import java.util.Set;
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
 * @param ghosts acquisitions given up that may be, or come to be, what the record shows; null if none
 * @param tenure what is held; null unless leading, draining or releasing
 * @param exit how it is given up; null unless draining or releasing
 * @param restUntilNanos until when not to campaign; null if not resting
 * @param campaigning whether to acquire at all
 */
public record CampaignState(
        Phase phase,
        ElectionSight sight,
        @Nullable Claim claim,
        @Nullable Ghosts ghosts,
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
    }

    /**
     * Acquisitions given up that can still land, or that landed and are not held.
     *
     * @param expected the version they all expect; null for absence
     * @param nonces their nonces
     */
    public record Ghosts(@Nullable Version expected, Set<UUID> nonces) {

        /** Which of them still matter given what is there now, and a claim that is given up besides. */
        static @Nullable Ghosts after(@Nullable Ghosts before, @Nullable Claim claim, ElectionSight sight) {
            Set<UUID> nonces = before == null ? new HashSet<>() : new HashSet<>(before.nonces());
            Version expected = before == null ? null : before.expected();
            if (claim != null) {
                expected = claim.expected();
                nonces.add(claim.nonce());
            }
            Version version = sight.version();
            boolean landed = version != null && nonces.contains(version.nonce());
            boolean mayMatter = !nonces.isEmpty() && (landed || sight.shows(expected));
            return mayMatter ? new Ghosts(expected, Set.copyOf(nonces)) : null;
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
     */
    public record Exit(
            ElectionRecord.@Nullable Seat seat, @Nullable ElectionRecord release, boolean answered) {

        /** Nothing to write: the record or the session is lost already. */
        static final Exit NOTHING = new Exit(null, null, false);

        /** Leaves a seat behind. */
        static Exit leaving(ElectionRecord.@Nullable Seat seat) {
            return new Exit(seat, null, false);
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

    /** Whether the nonce is that of an acquisition of this process that was given up. */
    boolean isGhost(UUID nonce) {
        return ghosts != null && ghosts.nonces().contains(nonce);
    }

    CampaignState withSight(ElectionSight next) {
        return new CampaignState(phase, next, claim, ghosts, tenure, exit, restUntilNanos, campaigning);
    }

    CampaignState withExit(Phase next, @Nullable Exit how) {
        return new CampaignState(next, sight, claim, ghosts, tenure, how, restUntilNanos, campaigning);
    }

    CampaignState resting(long untilNanos) {
        return new CampaignState(phase, sight, claim, ghosts, tenure, exit, untilNanos, campaigning);
    }

    CampaignState retired() {
        return new CampaignState(phase, sight, claim, ghosts, tenure, exit, restUntilNanos, false);
    }

    CampaignState acquiring(Claim next) {
        return new CampaignState(Phase.ACQUIRING, sight, next, ghosts, null, null, null, campaigning);
    }

    CampaignState following(ElectionSight seen, @Nullable Claim open, @Nullable Ghosts abandoned) {
        return new CampaignState(Phase.FOLLOWING, seen, open, abandoned, null, null, restUntilNanos, campaigning);
    }

    CampaignState holding(Phase next, ElectionSight seen, Tenure held, @Nullable Exit how) {
        return new CampaignState(next, seen, null, null, held, how, restUntilNanos, campaigning);
    }
}
