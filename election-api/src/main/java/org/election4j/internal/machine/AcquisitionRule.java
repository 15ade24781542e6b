// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.election4j.internal.machine.CampaignState.Claim;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;

/** What an acquisition writes. */
final class AcquisitionRule {

    private AcquisitionRule() {}

    /** The write that was given up, if it would be made again on the same version; else a new one. */
    static Claim next(String name, CampaignState state, Instant wallClock, Standing standing, Guard guard, UUID nonce) {
        Claim given = state.stray();
        return given != null && isTheSame(given, state.sight(), standing, guard)
                ? new Claim(given.next(), given.incarnation(), given.expected(), false)
                : afresh(name, state.sight(), wallClock, standing, guard, nonce);
    }

    /**
     * Whether an acquisition that was given up is tried again as it was. Whichever of the two lands, it is this one, and
     * the other one cannot: so however often it is tried, there is one nonce to know. Absence can come back where somebody
     * deletes records, so what expects it is made anew.
     */
    private static boolean isTheSame(Claim given, ElectionSight sight, Standing standing, Guard guard) {
        return given.expected() != null
                && sight.shows(given.expected())
                && standing.is(given.incarnation())
                && given.next().epoch().equals(guard.epoch())
                && given.next().term() > sight.highestTerm();
    }

    private static Claim afresh(
            String name, ElectionSight sight, Instant wallClock, Standing standing, Guard guard, UUID nonce) {
        UUID incarnation = requireNonNull(standing.incarnation());
        ElectionRecord seen = sight.record();
        ElectionRecord next = new ElectionRecord(
                name,
                SeatRule.nextTerm(sight, guard.epoch(), wallClock),
                new ElectionRecord.Held(incarnation, standing.candidateId(), standing.address(), standing.lease()),
                wallClock,
                seen == null ? 1 : seen.changes() + 1,
                guard.epoch(),
                nonce);
        return new Claim(next, incarnation, sight.version(), false);
    }
}
