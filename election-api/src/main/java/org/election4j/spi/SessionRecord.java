// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A candidate process is alive: written once per renew interval, however many elections the process takes part in.
 *
 * @param incarnation the random id of this session
 * @param candidateId the id the candidate was configured with, for people and for handovers
 * @param lease how long rivals must see this record unchanged before they may revoke it; the same for all versions of
 *     one session
 * @param state whether the session lives; {@link State#ENDED} is final
 * @param address where the candidate can be reached, as its owner wants others to see it; null if not given
 * @param elections the elections the candidate takes part in, for people; null if they are too many to list
 * @param releases how many leaderships this session has given up; a change tells standbys to look at the elections
 * @param standbys at least how many candidates stand by in each election that this one takes part in, as far as it
 *     knows; 0 if it does not. Advice only: with many standbys, not all have to watch closely
 * @param attributes what else its owner tells, for those who know the names; see {@link Attributes}; empty if nothing
 * @param epoch the store's epoch under which the session was opened; empty where the store has none
 * @param nonce the random id of the write
 */
public record SessionRecord(
        UUID incarnation,
        String candidateId,
        Duration lease,
        State state,
        @Nullable String address,
        @Nullable List<String> elections,
        long releases,
        int standbys,
        Map<String, String> attributes,
        String epoch,
        UUID nonce)
        implements LeaseRecord {

    /** Whether a session lives. */
    public enum State {
        /** Somebody may hold elections through this session. */
        LIVE,
        /** Nobody holds anything through this session, for ever. */
        ENDED
    }

    /** Validates names, lease and attributes, checks for nulls and copies what could change. */
    public SessionRecord {
        requireNonNull(incarnation, "incarnation");
        Identifiers.requireValid("candidate id", candidateId);
        Leases.requireValid("lease", lease);
        if (address != null) {
            Identifiers.requireValid("candidate address", address);
        }
        requireNonNull(state, "state");
        if (standbys < 0) {
            throw new IllegalArgumentException("standbys must not be negative, but is " + standbys);
        }
        requireNonNull(epoch, "epoch");
        requireNonNull(nonce, "nonce");
        elections = elections == null ? null : List.copyOf(elections);
        if (elections != null) {
            elections.forEach(election -> Identifiers.requireValid("election name", election));
        }
        attributes = Attributes.requireValid(attributes);
    }

    @Override
    public RecordKey.Session key() {
        return new RecordKey.Session(incarnation);
    }

    /**
     * This session, over for ever.
     *
     * @param freshNonce the random id of the write
     * @return a copy in state {@link State#ENDED}
     */
    public SessionRecord ended(UUID freshNonce) {
        return new SessionRecord(
                incarnation,
                candidateId,
                lease,
                State.ENDED,
                address,
                elections,
                releases,
                standbys,
                attributes,
                epoch,
                freshNonce);
    }
}
