// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;

/** Records and calls for tests that care about neither. */
final class Records {

    private Records() {}

    static SessionRecord session() {
        return new SessionRecord(
                UUID.randomUUID(),
                "billing-7f9c",
                Duration.ofSeconds(10),
                SessionRecord.State.LIVE,
                null,
                List.of(),
                0,
                0,
                Map.of(),
                "",
                UUID.randomUUID());
    }

    static ElectionRecord election(String name, long term) {
        return new ElectionRecord(name, term, new ElectionRecord.Free(), Instant.EPOCH, 1, "", UUID.randomUUID());
    }

    static CompareAndSet creation(LeaseRecord record) {
        return new CompareAndSet(null, record, Guard.epoch(""));
    }

    static CompareAndSet creation(LeaseRecord record, String epoch) {
        return new CompareAndSet(null, record, Guard.epoch(epoch));
    }

    static Attempt attempt() {
        return Attempt.within(Duration.ofSeconds(10));
    }

    static Version apply(LeaseStore store, CompareAndSet write) {
        return ((WriteOutcome.Applied) store.compareAndSet(write, attempt())).version();
    }

    static StoredRecord find(LeaseStore store, RecordKey key) {
        return ((ReadOutcome.Found) store.read(key, attempt())).stored();
    }

    static boolean isPresent(LeaseStore store, RecordKey key) {
        return store.read(key, attempt()) instanceof ReadOutcome.Found;
    }
}
