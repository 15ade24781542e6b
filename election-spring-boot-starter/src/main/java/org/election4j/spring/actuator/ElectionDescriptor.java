// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import java.time.Instant;
import java.util.List;
import org.election4j.ElectorStatus;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.jspecify.annotations.Nullable;

/**
 * An election as this application sees it.
 *
 * @param election its name
 * @param candidate the id of this application's candidate
 * @param state what this candidate is doing
 * @param leading whether it leads
 * @param term the term it leads or drains; null if none
 * @param validityLeftMillis how long its leadership is valid without a further heartbeat; 0 if it does not lead
 * @param leader who leads, as last seen; null if nobody was seen
 * @param nextStep what it waits for, in one line
 * @param lastError what went wrong with the store last, in one line; null since all is well
 * @param candidates the candidates with a live session; null if the store did not say
 * @param losses the last leaderships of this candidate that ended, oldest first
 */
public record ElectionDescriptor(
        String election,
        String candidate,
        ElectorStatus.State state,
        boolean leading,
        @Nullable Long term,
        long validityLeftMillis,
        @Nullable Leader leader,
        String nextStep,
        @Nullable String lastError,
        @Nullable List<Candidate> candidates,
        List<Loss> losses) {

    /**
     * Who leads.
     *
     * @param candidate the id
     * @param address where it can be reached; null if it did not say
     * @param term its term
     * @param since when the term began, by its clock
     */
    public record Leader(String candidate, @Nullable String address, long term, Instant since) {}

    /**
     * Who takes part.
     *
     * @param candidate the id
     * @param address where it can be reached; null if it did not say
     * @param leaseMillis its lease
     */
    public record Candidate(String candidate, @Nullable String address, long leaseMillis) {}

    /**
     * A leadership that ended.
     *
     * @param at when it was over
     * @param term its term
     * @param reason why it ended
     * @param cause what took the time, if time was the reason
     * @param summary the evidence in one line
     */
    public record Loss(Instant at, long term, LossReason reason, LossCause cause, String summary) {}
}
