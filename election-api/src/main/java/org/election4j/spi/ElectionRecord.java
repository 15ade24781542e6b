// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who leads one election. Written only when leadership changes, so it is stable during a term; never deleted.
 *
 * @param name the election
 * @param term the number of the current or last leadership: the fencing token; rises with every acquisition
 * @param seat who may act
 * @param since when the seat was last changed, by the writer's wall clock, in whole milliseconds; for people only
 * @param changes how often the leader has changed; for people only
 * @param epoch the store's epoch under which the term was acquired; empty where the store has none
 * @param nonce the random id of the write
 */
public record ElectionRecord(String name, long term, Seat seat, Instant since, long changes, String epoch, UUID nonce)
        implements LeaseRecord {

    /** Validates the name and the term, and checks for nulls. */
    public ElectionRecord {
        Identifiers.requireValid("election name", name);
        requireNonNull(seat, "seat");
        since = since.truncatedTo(ChronoUnit.MILLIS);
        requireNonNull(epoch, "epoch");
        requireNonNull(nonce, "nonce");
        if (term <= 0) {
            throw new IllegalArgumentException("term must be positive, but is " + term);
        }
    }

    @Override
    public RecordKey.Election key() {
        return new RecordKey.Election(name);
    }

    /**
     * The holder, if there is one.
     *
     * @return the holder; null when the seat is free or reserved
     */
    public @Nullable Held holder() {
        return seat instanceof Held held ? held : null;
    }

    /**
     * The session that the seat names. While an election names it, an ended session is not deleted.
     *
     * @return the session; null if the seat names none
     */
    public @Nullable UUID namedSession() {
        if (seat instanceof Unknown unknown) {
            return unknown.holder();
        }
        return seat instanceof Held held ? held.incarnation() : null;
    }

    /** The state of the leader's seat. Nobody may acquire one that is none of the first three. */
    public sealed interface Seat {}

    /** Nobody leads; anybody may acquire. */
    public record Free() implements Seat {}

    /**
     * A candidate leads as long as its session lives.
     *
     * @param incarnation the holder's session
     * @param candidateId the holder's configured id
     * @param address the holder's address; null if not given
     * @param lease the lease of the holder's session, in case the session record is missing
     */
    public record Held(
            UUID incarnation, String candidateId, @Nullable String address, Duration lease) implements Seat {
        /** Validates the names and the lease, and checks for nulls. */
        public Held {
            requireNonNull(incarnation, "incarnation");
            Identifiers.requireValid("candidate id", candidateId);
            Leases.requireValid("lease", lease);
            if (address != null) {
                Identifiers.requireValid("candidate address", address);
            }
        }
    }

    /**
     * The last leader gave way to a named candidate. Others wait for the window, by their own clocks.
     *
     * @param candidateId the configured id of the candidate that may acquire at once
     * @param window how long others must see this very version before they treat the seat as free
     */
    public record Handover(String candidateId, Duration window) implements Seat {
        /** Validates the id and the window. */
        public Handover {
            Identifiers.requireValid("candidate id", candidateId);
            Leases.requireValid("handover window", window);
        }
    }

    /**
     * Nobody may lead until somebody ends the pause.
     *
     * @param pause the random id of the pause
     */
    public record Paused(UUID pause) implements Seat {
        /** Checks for null. */
        public Paused {
            requireNonNull(pause, "pause");
        }
    }

    /**
     * A state that a later version of this library has written. It is closed: nobody who does not know it may acquire it
     * or write over it. It is read, and never written.
     *
     * @param state the state's name, as it was found; not blank
     * @param holder the session it names; null if it names none
     */
    public record Unknown(String state, @Nullable UUID holder) implements Seat {
        /** Checks that there is a name. */
        public Unknown {
            if (state.isBlank()) {
                throw new IllegalArgumentException("the state of a seat must not be blank");
            }
        }
    }
}
