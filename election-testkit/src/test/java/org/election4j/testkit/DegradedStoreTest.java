// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.ELECTION;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.election4j.LeaderElector;
import org.election4j.Takeover;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever is wrong with a store, a candidate asks it a few times a second and not as often as it answers. Calls take no
 * time here, so a loop without a pause would never end; a limit on the calls ends it.
 */
class DegradedStoreTest {

    /** At a lease of ten seconds; a tenth of it at a second would be twice as much. */
    private static final int CALLS_PER_SECOND = 12;

    private static final int TOO_MANY = 20_000;

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore namespace = InMemoryLeaseStore.builder()
            .ticker(time)
            .neverUsed(LEASE)
            .epoch("1")
            .build();
    private final List<FakeProcess> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(FakeProcess::kill);
    }

    /** A store that does wrong what a test wants, and counts. */
    private class Degraded extends DelegatingLeaseStore {

        private Predicate<CompareAndSet> rejects = write -> false;
        private Predicate<CompareAndSet> swallows = write -> false;
        private Predicate<RecordKey> hides = key -> false;
        private BiFunction<RecordKey, ReadOutcome, ReadOutcome> twists = (key, outcome) -> outcome;
        private long calls;

        Degraded() {
            super(namespace);
        }

        private void count() {
            calls++;
            if (calls > TOO_MANY) {
                processes.forEach(FakeProcess::kill);
                throw new IllegalStateException("too many calls");
            }
        }

        @Override
        public ReadOutcome read(RecordKey key, Attempt attempt) {
            count();
            return one(key, attempt);
        }

        @Override
        public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
            count();
            return keys.stream().map(key -> one(key, attempt)).toList();
        }

        private ReadOutcome one(RecordKey key, Attempt attempt) {
            return hides.test(key)
                    ? new ReadOutcome.Unknown(new IllegalStateException("hidden"))
                    : twists.apply(key, target.read(key, attempt));
        }

        @Override
        public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
            count();
            if (swallows.test(write)) {
                return new WriteOutcome.Unknown(new IllegalStateException("swallowed"));
            }
            return rejects.test(write)
                    ? new WriteOutcome.Rejected(new StoreStamp("1", null))
                    : target.compareAndSet(write, attempt);
        }
    }

    private LeaderElector elector(LeaseStore store, String id) {
        FakeProcess process = FakeProcess.start(
                store,
                time,
                FakeCluster.settings(id, LEASE, Takeover.OBSERVED),
                java.util.function.UnaryOperator.identity());
        processes.add(process);
        return process.candidate().elector(ELECTION).start();
    }

    private void assertCalm(Degraded store, String what) {
        store.calls = 0;
        long most = 0;
        for (int second = 0; second < 60; second++) {
            long before = store.calls;
            time.advance(Duration.ofSeconds(1));
            most = Math.max(most, store.calls - before);
        }
        System.out.printf(
                "degraded store: %-50s %5d calls per minute, at most %d in a second%n", what, store.calls, most);
        assertThat(store.calls).as(what).isLessThanOrEqualTo(60L * CALLS_PER_SECOND);
        assertThat(most).as("%s, in one second", what).isLessThanOrEqualTo(3L * CALLS_PER_SECOND);
    }

    private static boolean isElection(CompareAndSet write) {
        return write.next() instanceof ElectionRecord;
    }

    private static boolean isSession(CompareAndSet write) {
        return write.next() instanceof SessionRecord;
    }

    private static boolean isStore(CompareAndSet write) {
        return write.next() instanceof StoreRecord;
    }

    @Test
    void elections_that_can_never_be_written() {
        Degraded store = new Degraded();
        store.rejects = DegradedStoreTest::isElection;
        LeaderElector elector = elector(store, "a");
        time.advance(LEASE);
        assertCalm(store, "election writes are always rejected");
        store.rejects = write -> false;
        time.advance(LEASE);
        assertThat(elector.isLeader()).isTrue();
    }

    @Test
    void elections_whose_writes_are_never_answered() {
        Degraded store = new Degraded();
        store.swallows = DegradedStoreTest::isElection;
        LeaderElector elector = elector(store, "a");
        time.advance(LEASE);
        assertCalm(store, "election writes are never answered");
        store.swallows = write -> false;
        time.advance(LEASE);
        assertThat(elector.isLeader()).isTrue();
    }

    @Test
    void sessions_that_can_never_be_written() {
        Degraded store = new Degraded();
        store.rejects = DegradedStoreTest::isSession;
        elector(store, "a");
        time.advance(LEASE);
        assertCalm(store, "session writes are always rejected");
    }

    @Test
    void sessions_whose_writes_are_never_answered() {
        Degraded store = new Degraded();
        store.swallows = DegradedStoreTest::isSession;
        elector(store, "a");
        time.advance(LEASE);
        assertCalm(store, "session writes are never answered");
    }

    @Test
    void heartbeats_that_are_rejected_while_leading() {
        Degraded store = new Degraded();
        LeaderElector elector = elector(store, "a");
        time.advance(LEASE);
        assertThat(elector.isLeader()).isTrue();
        store.rejects = DegradedStoreTest::isSession;
        assertCalm(store, "heartbeats are rejected while leading");
        assertThat(elector.isLeader()).isFalse();
    }

    @Test
    void no_write_is_ever_answered() {
        Degraded store = new Degraded();
        store.swallows = write -> true;
        elector(store, "a");
        time.advance(LEASE);
        assertCalm(store, "no write is ever answered");
    }

    @Test
    void no_read_is_ever_answered() {
        Degraded store = new Degraded();
        elector(store, "a");
        time.advance(LEASE);
        store.hides = key -> true;
        assertCalm(store, "no read is ever answered, at the leader");
        elector(store, "b");
        time.advance(LEASE);
        assertCalm(store, "no read is ever answered");
    }

    @Test
    void one_record_of_a_batch_is_never_answered() {
        for (Class<?> kind : List.of(RecordKey.Store.class, RecordKey.Session.class, RecordKey.Election.class)) {
            Degraded leading = new Degraded();
            elector(leading, "leader of " + kind);
            time.advance(LEASE.multipliedBy(2));
            Degraded store = new Degraded();
            store.hides = kind::isInstance;
            elector(store, "standby");
            time.advance(LEASE);
            assertCalm(store, "never read: " + kind.getSimpleName());
            stop();
            time.advance(LEASE.multipliedBy(2));
        }
    }

    @Test
    void a_store_that_refuses_to_be_elected_on() {
        Degraded store = new Degraded() {
            @Override
            public void probe(Attempt attempt) {
                super.count();
                throw new UnsafeStoreException("on purpose");
            }
        };
        elector(store, "a");
        time.advance(LEASE);
        assertCalm(store, "the probe refuses");
        assertThat(store.calls).isLessThanOrEqualTo(6);
    }

    @Test
    void a_store_whose_probe_fails() {
        Degraded store = new Degraded() {
            @Override
            public void probe(Attempt attempt) {
                super.count();
                throw new AssertionError("on purpose");
            }
        };
        elector(store, "a");
        time.advance(LEASE);
        assertCalm(store, "the probe fails");
    }

    @Test
    void an_epoch_that_never_settles() {
        Degraded store = new Degraded();
        elector(store, "a");
        time.advance(LEASE);
        namespace.failOver(0);
        store.rejects = DegradedStoreTest::isStore;
        assertCalm(store, "the epoch never settles");
    }

    @Test
    void an_epoch_that_changes_with_every_answer() {
        Degraded store = new Degraded();
        elector(store, "a");
        time.advance(LEASE);
        int[] epoch = new int[1];
        store.twists = (key, outcome) -> outcome instanceof ReadOutcome.Found found
                ? new ReadOutcome.Found(found.stored(), new StoreStamp("flipping " + epoch[0]++, null))
                : outcome;
        assertCalm(store, "the epoch changes with every answer");
    }

    @Test
    void a_silent_session_that_can_not_be_revoked() {
        Degraded leading = new Degraded();
        elector(leading, "dead");
        time.advance(LEASE);
        stop();
        Degraded store = new Degraded();
        store.rejects =
                write -> write.next() instanceof SessionRecord session && session.state() == SessionRecord.State.ENDED;
        elector(store, "standby");
        time.advance(LEASE.multipliedBy(2));
        assertCalm(store, "revokes are always rejected");
    }

    @Test
    void a_store_clock_that_went_back_by_years() {
        Degraded leading = new Degraded();
        elector(leading, "dead");
        time.advance(LEASE);
        stop();
        namespace.shiftClock(leases(-1_000_000));
        Degraded store = new Degraded();
        LeaderElector standby = elector(store, "standby");
        assertCalm(store, "the store's clock went back");
        assertThat(standby.isLeader()).isTrue();
    }

    @Test
    void a_twin_that_writes_the_same_session() {
        Degraded store = new Degraded();
        elector(store, "a");
        time.advance(LEASE);
        store.twists = (key, outcome) -> key instanceof RecordKey.Session ? twin(outcome) : outcome;
        store.rejects = DegradedStoreTest::isSession;
        assertCalm(store, "a twin always comes first");
    }

    private static ReadOutcome twin(ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Found found) {
            SessionRecord session = (SessionRecord) found.stored().record();
            UUID nonce = UUID.randomUUID();
            SessionRecord other = new SessionRecord(
                    session.incarnation(),
                    session.candidateId(),
                    session.lease(),
                    session.state(),
                    session.address(),
                    session.elections(),
                    session.releases(),
                    session.standbys(),
                    session.attributes(),
                    session.epoch(),
                    nonce);
            return new ReadOutcome.Found(
                    new org.election4j.spi.StoredRecord(
                            other,
                            new org.election4j.spi.Version(
                                    nonce, found.stored().version().mark()),
                            null),
                    found.stamp());
        }
        return outcome;
    }

    @Test
    void releases_that_can_never_be_written() {
        Degraded store = new Degraded();
        LeaderElector elector = elector(store, "a");
        time.advance(LEASE);
        store.rejects = DegradedStoreTest::isElection;
        elector.resign();
        assertCalm(store, "releases are always rejected");
    }
}
