// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordFields;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Ticker;
import org.election4j.spi.UnreadableRecordException;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The records of one namespace and all rules about them, under one lock: what a store must do, without everything that
 * makes a real one hard to read.
 */
final class InMemoryNamespace {

    /** How many writes a fail-over can lose at most. */
    static final int MAX_LOST_WRITES = 10_000;

    private final boolean hasClock;
    private final boolean hasMarks;
    private final Ticker ticker;
    private final Instant startTime;
    private final long startNanos;
    private final Map<RecordKey, Entry> records = new LinkedHashMap<>();
    private final Deque<Undo> undos = new ArrayDeque<>();
    private String epoch;
    private long writes;
    private long shiftNanos;

    InMemoryNamespace(InMemoryLeaseStore.Builder builder) {
        this.epoch = builder.epoch;
        this.hasClock = builder.hasClock;
        this.hasMarks = builder.hasMarks;
        this.ticker = builder.ticker;
        this.startTime = builder.startTime;
        this.startNanos = ticker.nanos();
    }

    synchronized ReadOutcome read(RecordKey key) {
        Entry entry = records.get(key);
        if (entry != null && entry.unreadable() != null) {
            return new ReadOutcome.Unknown(entry.unreadable());
        }
        return entry == null ? new ReadOutcome.Absent(stamp()) : new ReadOutcome.Found(stored(entry), stamp());
    }

    synchronized ListOutcome list(RecordKind kind) {
        List<StoredRecord> found = new ArrayList<>();
        List<UnreadableRecordException> unreadable = new ArrayList<>();
        for (Entry entry : records.values()) {
            if (isOfKind(entry.record(), kind) && entry.unreadable() != null) {
                unreadable.add(entry.unreadable());
            } else if (isOfKind(entry.record(), kind)) {
                found.add(stored(entry));
            }
        }
        return new ListOutcome.Listed(found, unreadable, stamp());
    }

    synchronized WriteOutcome compareAndSet(CompareAndSet write) {
        RecordKey key = write.next().key();
        Entry old = records.get(key);
        boolean lands = guardHolds(write.guard())
                && versionHolds(write.expected(), old)
                && (!write.onlyIfExpired() || hasExpired(old));
        if (!lands) {
            return new WriteOutcome.Rejected(stamp());
        }
        Version version = nextVersion(write.next());
        replace(key, old, new Entry(write.next(), version, clockNanos(), null));
        return new WriteOutcome.Applied(version, stamp());
    }

    /** One step: the sessions come in the order of their incarnations. */
    synchronized SweepOutcome sweep(Sweep sweep) {
        List<Entry> left = sessionsAfter(sweep.from());
        List<Entry> page = left.subList(0, Math.min(sweep.limit(), left.size()));
        List<StoredRecord> seen = page.stream().map(this::stored).toList();
        List<StoredRecord> old =
                guardHolds(sweep.guard()) ? seen.stream().filter(sweep::isOld).toList() : List.of();
        Set<UUID> named = namedSessions();
        int deleted = 0;
        for (StoredRecord stored : old) {
            RecordKey key = stored.record().key();
            if (!named.contains(incarnation(stored.record()))) {
                writes++;
                replace(key, records.get(key), null);
                deleted++;
            }
        }
        boolean last = page.size() == left.size();
        Sweep.Cursor next =
                last ? null : new Place(incarnation(page.get(page.size() - 1).record()));
        return new SweepOutcome.Swept(seen, deleted, next, stamp());
    }

    private List<Entry> sessionsAfter(Sweep.@Nullable Cursor from) {
        UUID after = from == null ? null : ((Place) from).after();
        return records.values().stream()
                .filter(entry -> entry.record() instanceof SessionRecord && entry.unreadable() == null)
                .filter(entry -> after == null || incarnation(entry.record()).compareTo(after) > 0)
                .sorted(Comparator.comparing(entry -> incarnation(entry.record())))
                .toList();
    }

    private Set<UUID> namedSessions() {
        Set<UUID> named = new HashSet<>();
        for (Entry entry : records.values()) {
            if (entry.record() instanceof ElectionRecord election && election.namedSession() != null) {
                named.add(election.namedSession());
            }
        }
        return named;
    }

    private static UUID incarnation(LeaseRecord session) {
        return ((SessionRecord) session).incarnation();
    }

    /** Puts the record where no fail-over can lose it. */
    synchronized void settle(StoreRecord settled) {
        put(settled.key(), new Entry(settled, nextVersion(settled), clockNanos(), null));
    }

    private Version nextVersion(LeaseRecord record) {
        String mark = Long.toString(++writes);
        return hasMarks ? new Version(record.nonce(), mark) : Version.of(record.nonce());
    }

    // The conditions of a write

    private boolean guardHolds(Guard guard) {
        if (epoch.isEmpty()) {
            return true;
        }
        return guard.epoch().equals(epoch) && (guard.settlement() == null || isSettled(guard));
    }

    private boolean isSettled(Guard guard) {
        Entry entry = records.get(RecordKey.STORE);
        return entry != null
                && entry.record() instanceof StoreRecord store
                && store.state() == StoreRecord.State.SETTLED
                && store.epoch().equals(guard.epoch())
                && store.settlement().equals(guard.settlement());
    }

    private static boolean versionHolds(@Nullable Version expected, @Nullable Entry found) {
        return expected == null
                ? found == null
                : found != null && found.version().equals(expected);
    }

    private boolean hasExpired(@Nullable Entry entry) {
        Duration remaining = entry == null ? null : remaining(entry);
        return remaining == null || remaining.isNegative() || remaining.isZero();
    }

    // What answers carry

    private StoreStamp stamp() {
        return new StoreStamp(epoch, hasClock ? startTime.plusNanos(clockNanos() - startNanos) : null);
    }

    private StoredRecord stored(Entry entry) {
        return new StoredRecord(entry.record(), entry.version(), remaining(entry));
    }

    private @Nullable Duration remaining(Entry entry) {
        if (hasClock && entry.record() instanceof SessionRecord session) {
            return session.lease().minusNanos(clockNanos() - entry.writtenNanos());
        }
        return null;
    }

    private long clockNanos() {
        return ticker.nanos() + shiftNanos;
    }

    private static boolean isOfKind(LeaseRecord record, RecordKind kind) {
        return switch (kind) {
            case SESSION -> record instanceof SessionRecord;
            case ELECTION -> record instanceof ElectionRecord;
        };
    }

    // What happens to real stores

    /** Undoes the last writes, newest first. The counter behind the marks restarts with them, as those of servers do. */
    synchronized void failOver(int lostWrites, String newEpoch) {
        if (lostWrites < 0 || lostWrites > undos.size()) {
            throw new IllegalArgumentException(
                    "cannot lose " + lostWrites + " writes, only 0 to " + undos.size() + " are remembered");
        }
        for (int i = 0; i < lostWrites; i++) {
            Undo undo = undos.removeLast();
            put(undo.key(), undo.before());
            writes--;
        }
        epoch = newEpoch;
    }

    synchronized void shiftClock(Duration by) {
        shiftNanos += by.toNanos();
    }

    synchronized boolean deleteByHand(RecordKey key) {
        Entry old = records.get(key);
        if (old != null) {
            writes++;
            replace(key, old, null);
        }
        return old != null;
    }

    synchronized void changeByHand(RecordKey key, String field, String value) {
        Entry old = records.get(key);
        if (old == null) {
            throw new IllegalArgumentException("there is no " + key);
        }
        Map<String, String> fields = RecordFields.of(old.record());
        fields.put(field, value);
        LeaseRecord changed = old.record();
        UnreadableRecordException unreadable = null;
        try {
            changed = RecordFields.record(RecordFields.kind(key), fields);
        } catch (IllegalArgumentException | UnsafeStoreException e) {
            unreadable = new UnreadableRecordException(key + " cannot be read: " + e.getMessage(), e);
        }
        replace(key, old, new Entry(changed, nextVersion(changed), old.writtenNanos(), unreadable));
    }

    synchronized String epoch() {
        return epoch;
    }

    private void replace(RecordKey key, @Nullable Entry before, @Nullable Entry after) {
        put(key, after);
        undos.addLast(new Undo(key, before));
        if (undos.size() > MAX_LOST_WRITES) {
            undos.removeFirst();
        }
    }

    private void put(RecordKey key, @Nullable Entry entry) {
        if (entry == null) {
            records.remove(key);
        } else {
            records.put(key, entry);
        }
    }

    private record Entry(
            LeaseRecord record,
            Version version,
            long writtenNanos,
            @Nullable UnreadableRecordException unreadable) {}

    private record Place(UUID after) implements Sweep.Cursor {}

    private record Undo(RecordKey key, @Nullable Entry before) {}
}
