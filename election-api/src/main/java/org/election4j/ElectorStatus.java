// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an elector is doing, for people.
 *
 * @param electionName the election
 * @param candidateId the candidate
 * @param state what it is doing
 * @param term the term it leads or drains; 0 if none
 * @param leader who leads, as last seen; null if nobody was seen
 * @param lastError the last thing that went wrong with the store, in one line; null since all is well
 * @param nextStep what it waits for, or will do next, in one line
 * @param at when this was true, by the wall clock
 */
public record ElectorStatus(
        String electionName,
        String candidateId,
        State state,
        long term,
        @Nullable LeaderInfo leader,
        @Nullable String lastError,
        String nextStep,
        Instant at) {

    /** What an elector is doing. */
    public enum State {
        /** The store has not been reached yet, or the candidate has no session yet. */
        STARTING,
        /** The store refused this candidate; {@link ElectorStatus#lastError} says what to change. It is asked again. */
        REFUSED,
        /** The store may have lost writes in a failover, or is new; waiting until old promises have run out. */
        SETTLING,
        /** Somebody else leads, or nobody does yet. */
        FOLLOWING,
        /** A write to become the leader is on its way. */
        ACQUIRING,
        /** This process leads. */
        LEADING,
        /** The stop signal was given; user code has not returned yet. */
        DRAINING,
        /** User code has not returned although its time is over. */
        OVERRUN,
        /** Giving the election up. */
        RELEASING,
        /** Resting after a resignation or a failure. */
        COOLING_DOWN,
        /** Closed for good. */
        CLOSED
    }
}
