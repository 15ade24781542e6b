// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * The namespace under test and the vocabulary of the tests, for stores of leases and for stores of ticks beside them.
 *
 * <p>The parts of a contract extend one another for one reason only: a test class inherits its tests from one place.
 */
abstract class StoreFixture {

    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration MAX_LEASE = Duration.ofSeconds(60);
    static final String ELECTION = "nightly-billing";

    private final List<LeaseStore> opened = new ArrayList<>();
    private @Nullable LeaseStore first;
    private @Nullable LeaseStore second;
    private @Nullable String epoch;
    private @Nullable Guard settled;

    protected abstract LeaseStore openStore();

    protected abstract void elapse(Duration time);

    protected abstract Duration patience();

    @AfterEach
    void close_all_handles() {
        opened.forEach(LeaseStore::close);
    }

    /** The handle most tests use; opened late, so that a subclass may prepare its server first. */
    LeaseStore store() {
        if (first == null) {
            first = anotherHandle();
        }
        return first;
    }

    /** One more handle onto the same namespace, the same one at every call. */
    LeaseStore secondHandle() {
        if (second == null) {
            second = anotherHandle();
        }
        return second;
    }

    LeaseStore anotherHandle() {
        LeaseStore handle = openStore();
        opened.add(handle);
        return handle;
    }

    RecordedAttempt attempt() {
        return new RecordedAttempt(patience());
    }

    // Guards

    String epoch() {
        if (epoch == null) {
            epoch = stampOf(store().read(RecordKey.STORE, attempt())).epoch();
        }
        return epoch;
    }

    Guard epochGuard() {
        return Guard.epoch(epoch());
    }

    /** The guard of election writes; settles the namespace at the first call. */
    Guard settledGuard() {
        if (settled == null) {
            StoreRecord record = storeRecord(epoch(), StoreRecord.State.SETTLED);
            apply(new CompareAndSet(null, record, Guard.epoch(record.epoch())));
            settled = new Guard(record.epoch(), record.settlement());
        }
        return settled;
    }

    // Records

    static StoreRecord storeRecord(String epoch, StoreRecord.State state) {
        return StoreRecord.first(epoch, state, UUID.randomUUID(), MAX_LEASE, UUID.randomUUID());
    }

    SessionRecord session() {
        return session(LEASE);
    }

    SessionRecord session(Duration lease) {
        return new SessionRecord(
                UUID.randomUUID(),
                "billing-7f9c",
                lease,
                SessionRecord.State.LIVE,
                "10.0.3.7:8080",
                List.of(ELECTION),
                0,
                0,
                Map.of(),
                epoch(),
                UUID.randomUUID());
    }

    /** The same session one heartbeat later. */
    static SessionRecord renewed(SessionRecord old) {
        return new SessionRecord(
                old.incarnation(),
                old.candidateId(),
                old.lease(),
                old.state(),
                old.address(),
                old.elections(),
                old.releases() + 1,
                old.standbys() + 1,
                old.attributes(),
                old.epoch(),
                UUID.randomUUID());
    }

    ElectionRecord election(String name, long term, ElectionRecord.Seat seat) {
        Instant since = Instant.parse("2026-03-29T01:59:59.123Z");
        return new ElectionRecord(name, term, seat, since, term, epoch(), UUID.randomUUID());
    }

    ElectionRecord held(String name, long term) {
        return election(name, term, new ElectionRecord.Held(UUID.randomUUID(), "billing-7f9c", null, LEASE));
    }

    // Calls that must succeed

    WriteOutcome write(CompareAndSet write) {
        return store().compareAndSet(write, attempt());
    }

    Version apply(CompareAndSet write) {
        return versionOf(write(write));
    }

    /** Creates a record under the weakest guard that lets it land. */
    Version create(LeaseRecord record) {
        return apply(new CompareAndSet(null, record, guardFor(record)));
    }

    Guard guardFor(LeaseRecord record) {
        return record instanceof ElectionRecord ? settledGuard() : epochGuard();
    }

    StoredRecord find(RecordKey key) {
        return found(store().read(key, attempt()));
    }

    /** Fails unless the key still holds exactly what was written there under the given version. */
    void assertUnchanged(LeaseRecord record, Version version) {
        StoredRecord found = find(record.key());
        assertThat(found.record())
                .as("the record after a write that must not land")
                .isEqualTo(record);
        assertThat(found.version()).isEqualTo(version);
    }

    void assertAbsent(RecordKey key) {
        assertThat(store().read(key, attempt())).isInstanceOf(ReadOutcome.Absent.class);
    }

    static void assertRejected(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Rejected.class);
    }

    static Version versionOf(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).version();
    }

    static StoredRecord found(ReadOutcome outcome) {
        assertThat(outcome).isInstanceOf(ReadOutcome.Found.class);
        return ((ReadOutcome.Found) outcome).stored();
    }

    static StoreStamp stampOf(ReadOutcome outcome) {
        assertThat(outcome).as("a read of a healthy store").isNotInstanceOf(ReadOutcome.Unknown.class);
        return outcome instanceof ReadOutcome.Found found ? found.stamp() : ((ReadOutcome.Absent) outcome).stamp();
    }

    static StoreStamp stampOf(WriteOutcome outcome) {
        assertThat(outcome).as("a write to a healthy store").isNotInstanceOf(WriteOutcome.Unknown.class);
        return outcome instanceof WriteOutcome.Applied applied
                ? applied.stamp()
                : ((WriteOutcome.Rejected) outcome).stamp();
    }
}
