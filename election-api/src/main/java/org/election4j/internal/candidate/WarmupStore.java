// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;

/** The store of a {@link Warmup}: a map for one thread, where nothing ever fails and every session has expired. */
final class WarmupStore implements LeaseStore {

    static final StoreStamp STAMP = new StoreStamp("rehearsal", null);

    private final Map<RecordKey, LeaseRecord> records = new HashMap<>();

    void put(LeaseRecord record) {
        records.put(record.key(), record);
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        LeaseRecord found = records.get(key);
        return found == null ? new ReadOutcome.Absent(STAMP) : new ReadOutcome.Found(stored(found), STAMP);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        LeaseRecord next = write.next();
        LeaseRecord old = records.get(next.key());
        Version version = old == null ? null : Version.of(old.nonce());
        if (!Objects.equals(write.expected(), version)) {
            return new WriteOutcome.Rejected(STAMP);
        }
        put(next);
        return new WriteOutcome.Applied(Version.of(next.nonce()), STAMP);
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        List<StoredRecord> sessions = new ArrayList<>();
        for (LeaseRecord record : records.values()) {
            if (kind == RecordKind.SESSION && record instanceof SessionRecord) {
                sessions.add(stored(record));
            }
        }
        return new ListOutcome.Listed(sessions, STAMP);
    }

    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        List<StoredRecord> sessions = records.values().stream()
                .filter(SessionRecord.class::isInstance)
                .map(WarmupStore::stored)
                .toList();
        return new SweepOutcome.Swept(sessions, 0, null, STAMP);
    }

    private static StoredRecord stored(LeaseRecord record) {
        Duration remaining = record instanceof SessionRecord ? Duration.ZERO : null;
        return new StoredRecord(record, Version.of(record.nonce()), remaining);
    }

    @Override
    public void probe(Attempt attempt) {
        // It is always fit.
    }

    @Override
    public String describe() {
        return "rehearsal";
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
