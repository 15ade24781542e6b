// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A store that does exactly what the in-memory reference does, as a value: one election, one store record, any number of
 * sessions. A test compares the two.
 *
 * @param stamp what each answer carries; its epoch is empty for a store without epochs
 * @param hasClock whether sessions expire by the store's clock
 * @param clock the store's clock, in units
 * @param election the election's record; null if absent
 * @param store the store record; null if absent
 * @param sessions the sessions, oldest first
 */
record ModelStore(
        StoreStamp stamp,
        boolean hasClock,
        long clock,
        @Nullable Entry election,
        @Nullable Entry store,
        List<Entry> sessions) {

    static ModelStore empty(String epoch, boolean hasClock) {
        return new ModelStore(new StoreStamp(epoch, null), hasClock, 0, null, null, List.of());
    }

    String epoch() {
        return stamp.epoch();
    }

    @Nullable
    Entry find(RecordKey key) {
        if (key instanceof RecordKey.Session session) {
            return session(session.incarnation());
        }
        return key instanceof RecordKey.Election ? election : store;
    }

    private @Nullable Entry session(UUID incarnation) {
        for (Entry entry : sessions) {
            if (((SessionRecord) entry.record()).incarnation().equals(incarnation)) {
                return entry;
            }
        }
        return null;
    }

    ReadOutcome read(RecordKey key) {
        Entry entry = find(key);
        return entry == null ? new ReadOutcome.Absent(stamp) : new ReadOutcome.Found(stored(entry), stamp);
    }

    private StoredRecord stored(Entry entry) {
        return new StoredRecord(entry.record(), entry.version(), remaining(entry));
    }

    private @Nullable Duration remaining(Entry entry) {
        if (!hasClock || !(entry.record() instanceof SessionRecord session)) {
            return null;
        }
        return session.lease().minusNanos((clock - entry.writtenAt()) * Units.UNIT_NANOS);
    }

    // ---- writing ---------------------------------------------------------------------------------------------------

    /** Whether a write would land now. */
    boolean accepts(CompareAndSet write) {
        Entry old = find(write.next().key());
        return guardHolds(write.guard())
                && versionHolds(write.expected(), old)
                && (!write.onlyIfExpired() || hasExpired(old));
    }

    /** The store after a write that it accepts. */
    ModelStore after(CompareAndSet write) {
        return with(Entry.of(write.next(), clock));
    }

    WriteOutcome.Applied applied(CompareAndSet write) {
        return new WriteOutcome.Applied(Version.of(write.next().nonce()), stamp);
    }

    WriteOutcome.Rejected rejected() {
        return new WriteOutcome.Rejected(stamp);
    }

    boolean guardHolds(Guard guard) {
        if (epoch().isEmpty()) {
            return true;
        }
        return guard.epoch().equals(epoch()) && (guard.settlement() == null || isSettled(guard));
    }

    private boolean isSettled(Guard guard) {
        return store != null
                && store.record() instanceof StoreRecord record
                && record.state() == StoreRecord.State.SETTLED
                && record.epoch().equals(guard.epoch())
                && record.settlement().equals(guard.settlement());
    }

    static boolean versionHolds(@Nullable Version expected, @Nullable Entry found) {
        return expected == null
                ? found == null
                : found != null && found.version().equals(expected);
    }

    private boolean hasExpired(@Nullable Entry entry) {
        Duration left = entry == null ? null : remaining(entry);
        return left == null || left.isNegative() || left.isZero();
    }

    ModelStore with(Entry entry) {
        LeaseRecord record = entry.record();
        if (record instanceof ElectionRecord) {
            return new ModelStore(stamp, hasClock, clock, entry, store, sessions);
        }
        if (record instanceof SessionRecord session) {
            List<Entry> kept = others(session.incarnation());
            kept.add(entry);
            return new ModelStore(stamp, hasClock, clock, election, store, List.copyOf(kept));
        }
        return new ModelStore(stamp, hasClock, clock, election, entry, sessions);
    }

    ModelStore without(RecordKey key) {
        if (key instanceof RecordKey.Session session) {
            return new ModelStore(stamp, hasClock, clock, election, store, List.copyOf(others(session.incarnation())));
        }
        boolean isElection = key instanceof RecordKey.Election;
        return new ModelStore(
                stamp, hasClock, clock, isElection ? null : election, isElection ? store : null, sessions);
    }

    private List<Entry> others(UUID incarnation) {
        List<Entry> others = new ArrayList<>(sessions.size() + 1);
        for (Entry entry : sessions) {
            if (!((SessionRecord) entry.record()).incarnation().equals(incarnation)) {
                others.add(entry);
            }
        }
        return others;
    }

    // ---- what happens to stores ------------------------------------------------------------------------------------

    ModelStore later(long units) {
        return hasClock ? new ModelStore(stamp, true, clock + units, election, store, sessions) : this;
    }

    /** These records under another epoch, with the clock of the store that is replaced. */
    ModelStore promoted(String epoch, long clockNow) {
        return new ModelStore(new StoreStamp(epoch, null), hasClock, clockNow, election, store, sessions);
    }
}
