// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.time.Duration;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.jspecify.annotations.Nullable;

/**
 * R5: no session is revoked and no election is written in an epoch before every promise of earlier epochs has run out.
 *
 * <p>Whoever finds the store record absent, or about another epoch, writes it NEW; whoever sees that exact NEW unchanged
 * for the longest lease there can be, the record's {@code watch}, writes it SETTLED. A NEW of the current epoch is never rewritten, so that many
 * candidates settle it together. A store without epochs cannot lose acknowledged writes and is settled by its first
 * candidate at once; what a deleted record can do there is the concern of R6.
 */
public final class SettlementMachine {

    /**
     * All there is to know.
     *
     * @param epoch the store's current epoch; null until an answer told it
     * @param looked whether the store record was read in this epoch
     * @param found the store record; null if absent or not read
     * @param sinceNanos receipt of the read that first showed this version
     * @param refusal why this candidate may not take part; null if it may
     */
    public record State(
            @Nullable String epoch,
            boolean looked,
            @Nullable StoredRecord found,
            long sinceNanos,
            @Nullable String refusal) {}

    private final Duration constant;
    private final @Nullable Duration configured;
    private State state = new State(null, false, null, 0, null);

    /**
     * Knows nothing yet.
     *
     * @param constant the longest lease where no record tells one; the same for all candidates
     * @param configured the namespace's longest lease, as configured here; null if not configured
     */
    public SettlementMachine(Duration constant, @Nullable Duration configured) {
        this.constant = constant;
        this.configured = configured;
    }

    /** The whole state. */
    public State state() {
        return state;
    }

    /** Puts a state back that {@link #state()} gave. */
    public void restore(State saved) {
        state = saved;
    }

    /** Takes notice of the epoch of any answer. A new one unsettles everything. */
    public void seeEpoch(String epoch) {
        if (!epoch.equals(state.epoch)) {
            state = new State(epoch, false, null, 0, state.refusal);
        }
    }

    /** Forgets for how long the record has been watched. */
    public void watchAnew(long now) {
        state = new State(state.epoch, state.looked, state.found, now, state.refusal);
    }

    /** The record is not what it was thought to be: look again. */
    public void doubt() {
        state = new State(state.epoch, false, state.found, state.sinceNanos, state.refusal);
    }

    /**
     * Takes the answer to a read of the store record.
     *
     * @param outcome the answer
     * @param receipt when it was received
     */
    public void read(ReadOutcome outcome, long receipt) {
        if (outcome instanceof ReadOutcome.Absent absent) {
            seeEpoch(absent.stamp().epoch());
            state = new State(state.epoch, true, null, 0, null);
        } else if (outcome instanceof ReadOutcome.Found found) {
            seeEpoch(found.stamp().epoch());
            StoredRecord before = state.found;
            boolean same =
                    before != null && before.version().equals(found.stored().version());
            state = new State(
                    state.epoch, true, found.stored(), same ? state.sinceNanos : receipt, refusal((StoreRecord)
                            found.stored().record()));
        }
    }

    private static @Nullable String refusal(StoreRecord record) {
        if (record.refusal() == null && record.allow().compareTo(Timings.SHORTEST) < 0) {
            return "the longest lease of this namespace (" + record.allow()
                    + ") is shorter than the shortest that a candidate" + " can use (" + Timings.SHORTEST
                    + "); raise it, see LeaseLimits";
        }
        return record.refusal();
    }

    /** The store's current epoch; null until an answer told it. */
    public @Nullable String epoch() {
        return state.epoch;
    }

    /** Why this candidate may not take part; null if it may. */
    public @Nullable String refusal() {
        return state.refusal;
    }

    /** Whether the store record was read in this epoch. */
    public boolean looked() {
        return state.looked;
    }

    /**
     * What an election write and a revoke must be guarded with.
     *
     * @return the guard; null while such writes are not allowed
     */
    public @Nullable Guard guard() {
        StoreRecord record = record();
        if (state.refusal != null || !state.looked || record == null || !isCurrent(record)) {
            return null;
        }
        return record.state() == StoreRecord.State.SETTLED ? new Guard(record.epoch(), record.settlement()) : null;
    }

    /** Whether the store record is known, and says that this epoch is not settled yet. */
    public boolean isUnsettled() {
        return state.looked && guard() == null;
    }

    /** The constant of the namespace: how long a new epoch, and a record that vanished, is watched (R5, R6). */
    public long watchNanos() {
        StoreRecord record = record();
        return (record == null ? ownWatch() : record.watch()).toNanos();
    }

    /** The longest lease that a session may be opened with here. */
    public Duration allowed() {
        StoreRecord record = record();
        return record == null ? ownAllow() : record.allow();
    }

    /**
     * What differs between this namespace and what is configured here.
     *
     * @return one sentence without a full stop; null if nothing does, or nothing is known yet
     */
    public @Nullable String difference() {
        StoreRecord record = record();
        if (configured == null || record == null || configured.equals(record.allow())) {
            return null;
        }
        return "maxLease is configured as " + configured + ", but the longest lease of this namespace is "
                + record.allow() + ", which goes on to hold; see LeaseLimits for how to change it, or configure "
                + record.allow();
    }

    /** Nobody who makes the record anew may wait shorter than others, nor for what it would allow itself. */
    private Duration ownWatch() {
        return configured != null && configured.compareTo(constant) > 0 ? configured : constant;
    }

    private Duration ownAllow() {
        return configured != null && configured.compareTo(constant) < 0 ? configured : constant;
    }

    /**
     * When the epoch can be declared settled.
     *
     * @return the time; null unless a NEW of the current epoch is being watched by somebody who may finish it
     */
    public @Nullable Long settlesAtNanos() {
        StoreRecord record = record();
        boolean watching =
                state.refusal == null && record != null && isCurrent(record) && record.state() == StoreRecord.State.NEW;
        return watching ? Long.valueOf(state.sinceNanos + watchNanos()) : null;
    }

    /** The id of the settlement that the store record tells; null if none was read. */
    public @Nullable UUID settlementId() {
        StoreRecord record = record();
        return record == null ? null : record.settlement();
    }

    /**
     * The write that brings the settlement forward, if there is one to make now. Its answer need not be interpreted: read
     * again.
     *
     * @param now the time
     * @param nonce a fresh random id
     * @param settlement another fresh random id
     * @return the write; null if there is none
     */
    public @Nullable CompareAndSet propose(long now, UUID nonce, UUID settlement) {
        String epoch = state.epoch;
        if (epoch == null || !state.looked || state.refusal != null) {
            return null;
        }
        StoreRecord record = record();
        if (record == null || !isCurrent(record)) {
            // A store without epochs loses no acknowledged write, so there is nothing to wait for.
            StoreRecord.State first = epoch.isEmpty() ? StoreRecord.State.SETTLED : StoreRecord.State.NEW;
            return write(epoch, first, settlement, nonce);
        }
        Long ripe = settlesAtNanos();
        boolean settles = ripe != null && now - ripe >= 0;
        return settles ? write(epoch, StoreRecord.State.SETTLED, record.settlement(), nonce) : null;
    }

    private CompareAndSet write(String epoch, StoreRecord.State next, UUID settlement, UUID nonce) {
        StoreRecord record = record();
        StoreRecord written = record == null
                ? StoreRecord.first(epoch, next, settlement, ownWatch(), ownAllow(), nonce)
                : record.about(epoch, next, settlement, nonce);
        return new CompareAndSet(state.found == null ? null : state.found.version(), written, Guard.epoch(epoch));
    }

    private boolean isCurrent(StoreRecord record) {
        return record.epoch().equals(state.epoch);
    }

    private @Nullable StoreRecord record() {
        return state.found == null ? null : (StoreRecord) state.found.record();
    }
}
