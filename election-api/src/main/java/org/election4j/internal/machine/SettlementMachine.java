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
 * for the longest lease there can be writes it SETTLED. A NEW of the current epoch is never rewritten, so that many
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
     * @param longestLeaseNanos the longest lease seen in any session
     * @param refusal why this candidate may not take part; null if it may
     */
    public record State(
            @Nullable String epoch,
            boolean looked,
            @Nullable StoredRecord found,
            long sinceNanos,
            long longestLeaseNanos,
            @Nullable String refusal) {}

    private final Duration lease;
    private final @Nullable Duration configuredMaxLease;
    private State state = new State(null, false, null, 0, 0, null);

    /**
     * Knows nothing yet.
     *
     * @param lease this candidate's lease
     * @param configuredMaxLease the namespace's longest lease, as configured; null if not configured
     */
    public SettlementMachine(Duration lease, @Nullable Duration configuredMaxLease) {
        this.lease = lease;
        this.configuredMaxLease = configuredMaxLease;
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
            state = new State(epoch, false, null, 0, state.longestLeaseNanos, state.refusal);
        }
    }

    /** Takes notice of the lease of a session somewhere. */
    public void seeLease(Duration seen) {
        long longest = Math.max(state.longestLeaseNanos, seen.toNanos());
        state = new State(state.epoch, state.looked, state.found, state.sinceNanos, longest, state.refusal);
    }

    /** Forgets for how long the record has been watched. */
    public void watchAnew(long now) {
        state = new State(state.epoch, state.looked, state.found, now, state.longestLeaseNanos, state.refusal);
    }

    /** The record is not what it was thought to be: look again. */
    public void doubt() {
        state = new State(state.epoch, false, state.found, state.sinceNanos, state.longestLeaseNanos, state.refusal);
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
            state = new State(state.epoch, true, null, 0, state.longestLeaseNanos, null);
        } else if (outcome instanceof ReadOutcome.Found found) {
            seeEpoch(found.stamp().epoch());
            StoredRecord before = state.found;
            boolean same =
                    before != null && before.version().equals(found.stored().version());
            state = new State(
                    state.epoch,
                    true,
                    found.stored(),
                    same ? state.sinceNanos : receipt,
                    state.longestLeaseNanos,
                    refusal((StoreRecord) found.stored().record()));
        }
    }

    private @Nullable String refusal(StoreRecord record) {
        if (record.refusal() != null) {
            return record.refusal();
        }
        if (lease.compareTo(record.watch()) > 0) {
            return "lease (" + lease + ") is longer than the longest lease of this namespace (" + record.watch()
                    + "); use a lease of at most that, or another namespace";
        }
        if (configuredMaxLease != null && !configuredMaxLease.equals(record.watch())) {
            return "maxLease is configured as " + configuredMaxLease + ", but this namespace was created with "
                    + record.watch() + ", and it is a constant; configure that, or use another namespace";
        }
        return null;
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

    /** The constant of the namespace: how long a vanished record is watched (R6). */
    public long maxLeaseNanos() {
        StoreRecord record = record();
        long known = record == null ? lease.toNanos() : record.watch().toNanos();
        return Math.max(known, state.longestLeaseNanos);
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
        return watching ? Long.valueOf(state.sinceNanos + maxLeaseNanos()) : null;
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
        Duration own = configuredMaxLease == null ? lease : configuredMaxLease;
        StoreRecord written = record == null
                ? StoreRecord.first(epoch, next, settlement, own, nonce)
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
