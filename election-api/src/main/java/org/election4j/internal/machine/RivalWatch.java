// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else's session, seen through this process's own clock: has that exact version stood still for the session's
 * whole lease (R2)?
 *
 * <p>The watch starts at the receipt of the read that first showed the version, never at its sending: the write may have
 * taken effect in between. Any change of version, of absence or of epoch restarts it (R3, R5). Only a record that says
 * ENDED ends the watch; absence alone never does, it is watched like a version.
 */
public final class RivalWatch {

    /**
     * All there is to know.
     *
     * @param found what the last answer showed; null if it showed absence, or there was none
     * @param absent whether the last answer showed absence
     * @param epoch the epoch of the last answer
     * @param sinceNanos receipt of the answer that first showed this
     * @param seenNanos receipt of the last answer
     * @param ended whether the session is known to have ended
     */
    public record State(
            @Nullable StoredRecord found,
            boolean absent,
            String epoch,
            long sinceNanos,
            long seenNanos,
            boolean ended) {}

    private final UUID incarnation;
    private final String candidateId;
    private final Duration assumedLease;
    private State state = new State(null, false, "", 0, 0, false);

    /**
     * Starts to watch a session.
     *
     * @param incarnation the session
     * @param candidateId its candidate, as named by an election, for the tombstone of an absent session
     * @param assumedLease its lease, as named by an election, while the session is absent
     */
    public RivalWatch(UUID incarnation, String candidateId, Duration assumedLease) {
        this.incarnation = incarnation;
        this.candidateId = candidateId;
        this.assumedLease = assumedLease;
    }

    /** The session that is watched. */
    public UUID incarnation() {
        return incarnation;
    }

    /** The whole state. */
    public State state() {
        return state;
    }

    /** Puts a state back that {@link #state()} gave. */
    public void restore(State saved) {
        state = saved;
    }

    /**
     * Takes an answer.
     *
     * @param outcome what a read of the session showed
     * @param receipt when the answer was received
     */
    public void see(ReadOutcome outcome, long receipt) {
        if (outcome instanceof ReadOutcome.Found found) {
            seeFound(found.stored(), found.stamp().epoch(), receipt);
        } else if (outcome instanceof ReadOutcome.Absent absent) {
            boolean same = state.absent && state.epoch.equals(absent.stamp().epoch());
            long since = same ? state.sinceNanos : receipt;
            state = new State(null, true, absent.stamp().epoch(), since, receipt, false);
        }
    }

    private void seeFound(StoredRecord stored, String epoch, long receipt) {
        StoredRecord before = state.found;
        boolean same = before != null && before.version().equals(stored.version()) && state.epoch.equals(epoch);
        boolean ended = record(stored).state() == SessionRecord.State.ENDED;
        StoredRecord kept = same ? sharper(stored, receipt) : stored;
        state = new State(kept, false, epoch, same ? state.sinceNanos : receipt, receipt, ended);
    }

    /**
     * An answer was on its way for a while, so the expiry it tells is that much too late: of several answers the earliest
     * expiry is the best. Unless it has passed and the store still disagrees, as after a step of its clock. This decides
     * only when a revoke is tried; whether it may be applied is up to the store.
     */
    private StoredRecord sharper(StoredRecord stored, long receipt) {
        Long expiry = expiryNanos();
        Duration told = stored.remaining();
        if (expiry == null || told == null || expiry - receipt <= 0 || expiry - receipt >= told.toNanos()) {
            return stored;
        }
        return new StoredRecord(stored.record(), stored.version(), Duration.ofNanos(expiry - receipt));
    }

    /** Takes notice that a revoke of mine was applied: nobody need read it again. */
    public void revoked() {
        state = new State(state.found, state.absent, state.epoch, state.sinceNanos, state.seenNanos, true);
    }

    /** Whether the session is known to have ended, in the given epoch. */
    public boolean endedIn(String epoch) {
        return state.ended && state.epoch.equals(epoch);
    }

    /** Whether anything was ever seen. */
    public boolean seen() {
        return state.found != null || state.absent;
    }

    /** The session's count of releases, as last seen; -1 if it was not seen. */
    public long releases() {
        return state.found == null ? -1 : record(state.found).releases();
    }

    /**
     * Whether the version was still the same when it was looked at after the given time.
     *
     * @param nanos the time
     */
    public boolean seenSince(long nanos) {
        return state.seenNanos - nanos >= 0;
    }

    /** The lease that counts for this session. */
    public long leaseNanos() {
        return state.found == null
                ? assumedLease.toNanos()
                : record(state.found).lease().toNanos();
    }

    /**
     * When a revoke may be tried at the earliest, as things stand.
     *
     * @param byStoreClock whether the store's clock alone is enough (R4)
     * @return the time; null if there is nothing to revoke
     */
    public @Nullable Long ripeAtNanos(boolean byStoreClock) {
        if (!seen() || state.ended) {
            return null;
        }
        long observed = state.sinceNanos + leaseNanos();
        Long expiry = byStoreClock ? expiryNanos() : null;
        return expiry != null && expiry - observed < 0 ? expiry : Long.valueOf(observed);
    }

    /** When the store's clock was going to call the session expired, on my clock; null if it did not say. */
    private @Nullable Long expiryNanos() {
        Duration remaining = state.found == null ? null : state.found.remaining();
        return remaining == null ? null : Long.valueOf(state.seenNanos + remaining.toNanos());
    }

    /**
     * How old the version last seen was when it was seen, by the store's clock; null if the store has none.
     *
     * @return the age in nanoseconds, never negative
     */
    public @Nullable Long ageNanos() {
        Duration remaining = state.found == null ? null : state.found.remaining();
        return remaining == null ? null : Long.valueOf(Math.max(0, leaseNanos() - remaining.toNanos()));
    }

    /**
     * The write that ends the session, if the time has come.
     *
     * @param now the time
     * @param byStoreClock whether the store's clock alone is enough (R4)
     * @param nonce a fresh random id
     * @param guard the settled epoch; a watch begun under another one is void (R5)
     * @return the revoke; null if it would be too early
     */
    public @Nullable CompareAndSet revoke(long now, boolean byStoreClock, UUID nonce, Guard guard) {
        Long ripe = ripeAtNanos(byStoreClock);
        if (ripe == null || now - ripe < 0 || !state.epoch.equals(guard.epoch())) {
            return null;
        }
        StoredRecord found = state.found;
        if (found == null) {
            return new CompareAndSet(null, tombstone(nonce), guard);
        }
        // R3: the store's clock is one more condition, dropped after two leases of watching, so that a clock that
        // stepped back delays a takeover by at most one lease.
        boolean onlyIfExpired = found.remaining() != null && now - state.sinceNanos < 2 * leaseNanos();
        return new CompareAndSet(found.version(), record(found).ended(nonce), guard, onlyIfExpired);
    }

    private SessionRecord tombstone(UUID nonce) {
        return new SessionRecord(
                incarnation,
                candidateId,
                assumedLease,
                SessionRecord.State.ENDED,
                null,
                null,
                0,
                0,
                Map.of(),
                state.epoch,
                nonce);
    }

    /** The version last seen; null if none was. */
    public @Nullable Version version() {
        return state.found == null ? null : state.found.version();
    }

    private static SessionRecord record(StoredRecord stored) {
        return (SessionRecord) Objects.requireNonNull(stored).record();
    }
}
