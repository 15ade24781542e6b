// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last tick of a job that anybody started. A job has one record; the next tick replaces it, so nothing piles up.
 *
 * @param job the job, at most {@value Identifiers#MAX_BYTES} bytes of UTF-8
 * @param tick the time the run was scheduled for, in whole milliseconds: the name of the run
 * @param state what became of the run
 * @param electionName the election whose leader started it
 * @param term the term it was started in
 * @param candidateId who started it
 * @param startedAt when, by that candidate's wall clock, in whole milliseconds
 * @param endedAt when it ended, by the same clock; null while it is not known to have ended
 * @param missed how many ticks between the one before and this one nobody started; a lower bound if there were very many
 * @param attempt how many times this tick was started; from 1
 * @param nonce the random id of the write: the version of the record
 */
public record TickRecord(
        String job,
        Instant tick,
        State state,
        String electionName,
        long term,
        String candidateId,
        Instant startedAt,
        @Nullable Instant endedAt,
        long missed,
        int attempt,
        UUID nonce) {

    /** What became of a run. */
    public enum State {
        /** It was started. If its term is over, whoever started it died, or could not write the end down. */
        STARTED,
        /** The work returned. */
        FINISHED,
        /** The work threw an exception while its leadership was valid. */
        FAILED,
        /** The leadership ended, or the job was closed, before the work was done. */
        INTERRUPTED,
        /** It was claimed and given back before any of the work ran. */
        RETURNED
    }

    /** Validates the names and numbers, and checks for nulls. */
    public TickRecord {
        Identifiers.requireValid("job name", job);
        Identifiers.requireValid("election name", electionName);
        Identifiers.requireValid("candidate id", candidateId);
        requireNonNull(state, "state");
        requireNonNull(nonce, "nonce");
        requireWholeMillis("tick", tick);
        requireWholeMillis("startedAt", startedAt);
        if (endedAt != null) {
            requireWholeMillis("endedAt", endedAt);
        }
        if (term <= 0 || missed < 0 || attempt < 1) {
            throw new IllegalArgumentException("term (" + term + ") and attempt (" + attempt
                    + ") must be positive, and missed (" + missed + ") must not be negative");
        }
    }

    private static void requireWholeMillis(String what, Instant time) {
        if (!time.truncatedTo(ChronoUnit.MILLIS).equals(time)) {
            throw new IllegalArgumentException(what + " must be in whole milliseconds, but is " + time);
        }
    }

    /**
     * This run with an end.
     *
     * @param end what became of it
     * @param at when, by the wall clock; cut to milliseconds
     * @param newNonce a fresh random id
     * @return the record to write
     */
    public TickRecord ended(State end, Instant at, UUID newNonce) {
        return new TickRecord(
                job,
                tick,
                end,
                electionName,
                term,
                candidateId,
                startedAt,
                Instant.ofEpochMilli(at.toEpochMilli()),
                missed,
                attempt,
                newNonce);
    }
}
