// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.ELECTION;
import static org.election4j.testkit.FakeCluster.leases;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.election4j.LeaderElector;
import org.election4j.Takeover;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;

/** Two versions of the library with neighbouring formats on one namespace. */
class FormatUpdateTest {

    private static final RecordKey KEY = new RecordKey.Election(ELECTION);

    private final FakeCluster cluster = new FakeCluster(builder -> builder.epoch("1"));

    /** A candidate of the next version: its sessions have an attribute, and it writes the store record in its format. */
    private static final class NextVersion extends DelegatingLeaseStore {

        NextVersion(LeaseStore target) {
            super(target);
        }

        @Override
        public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
            return super.compareAndSet(
                    new CompareAndSet(write.expected(), next(write.next()), write.guard(), write.onlyIfExpired()),
                    attempt);
        }

        private static LeaseRecord next(LeaseRecord record) {
            if (record instanceof SessionRecord s && s.state() == SessionRecord.State.LIVE) {
                return new SessionRecord(
                        s.incarnation(),
                        s.candidateId(),
                        s.lease(),
                        s.state(),
                        s.address(),
                        s.elections(),
                        s.releases(),
                        s.standbys(),
                        Map.of("priority", "7"),
                        s.epoch(),
                        s.nonce());
            }
            return record instanceof StoreRecord r
                    ? new StoreRecord(
                            StoreRecord.CURRENT_FORMAT + 1,
                            StoreRecord.CURRENT_FORMAT,
                            r.epoch(),
                            r.state(),
                            r.settlement(),
                            r.watch(),
                            r.allow(),
                            Map.of("history", "20"),
                            r.nonce())
                    : record;
        }
    }

    private LeaderElector start(String id, UnaryOperator<LeaseStore> version) {
        return FakeProcess.start(
                        version.apply(cluster.namespace.anotherHandle()),
                        cluster.time,
                        FakeCluster.settings(id, FakeCluster.LEASE, Takeover.OBSERVED),
                        UnaryOperator.identity())
                .candidate()
                .elector(ELECTION)
                .start();
    }

    private void replaceAll(Deque<LeaderElector> running, UnaryOperator<LeaseStore> version, String id) {
        for (int i = 0; i < 2; i++) {
            running.addLast(start(id + i, version));
            cluster.time.advance(leases(1));
            running.removeFirst().close();
            cluster.time.advance(leases(1));
            assertThat(running.stream().filter(LeaderElector::isLeader))
                    .as(
                            "who leads: %s",
                            running.stream().map(LeaderElector::status).toList())
                    .hasSize(1);
        }
    }

    @Test
    void a_rolling_update_and_a_rollback_between_neighbours_of_the_format_never_end_without_a_leader() {
        UnaryOperator<LeaseStore> old = store -> store;
        Deque<LeaderElector> running = new ArrayDeque<>();
        running.add(start("a", old));
        running.add(start("b", old));
        cluster.time.advance(leases(10));
        replaceAll(running, NextVersion::new, "next");
        cluster.namespace.failOver(0);
        cluster.time.advance(leases(10));
        assertThat(storeRecord().formatVersion()).isEqualTo(StoreRecord.CURRENT_FORMAT + 1);
        replaceAll(running, old, "back");
        cluster.namespace.failOver(0);
        cluster.time.advance(leases(10));
        assertThat(running.stream().filter(LeaderElector::isLeader)).hasSize(1);
        assertThat(storeRecord().formatVersion())
                .as("kept by an older version")
                .isEqualTo(StoreRecord.CURRENT_FORMAT + 1);
        assertThat(storeRecord().attributes()).containsEntry("history", "20");
    }

    @Test
    void a_format_that_needs_later_readers_is_refused_with_a_sentence() {
        LeaderElector elector = start("a", store -> store);
        cluster.time.advance(leases(10));
        cluster.namespace.changeByHand(RecordKey.STORE, "oldest", "3");
        elector.close();
        LeaderElector late = start("b", store -> store);
        cluster.time.advance(leases(10));
        assertThat(late.isLeader()).isFalse();
        assertThat(late.status().toString()).contains("needs a library of format 3 or later");
    }

    @Test
    void an_election_in_a_state_that_is_not_known_is_closed_and_costs_no_other() {
        LeaderElector elector = start("a", store -> store);
        LeaderElector standby = start("b", store -> store);
        cluster.time.advance(leases(10));
        cluster.namespace.changeByHand(KEY, "state", "SEALED");
        Version sealed = Records.find(cluster.namespace, KEY).version();
        cluster.time.advance(leases(20));
        assertThat(Records.find(cluster.namespace, KEY).version())
                .as("not written over")
                .isEqualTo(sealed);
        assertThat(elector.isLeader() || standby.isLeader()).isFalse();
        assertThat(standby.status().toString()).contains("state SEALED");
        replace(new ElectionRecord.Free());
        cluster.time.advance(leases(3));
        assertThat(elector.isLeader() ^ standby.isLeader()).isTrue();
    }

    @Test
    void a_paused_election_is_led_by_nobody_until_it_is_free_again() {
        LeaderElector elector = start("a", store -> store);
        cluster.time.advance(leases(10));
        replace(new ElectionRecord.Paused(UUID.randomUUID()));
        cluster.time.advance(leases(20));
        assertThat(elector.isLeader()).isFalse();
        assertThat(cluster.record().seat()).isInstanceOf(ElectionRecord.Paused.class);
        assertThat(elector.status().toString()).contains("pause");
    }

    @Test
    void a_record_that_cannot_be_read_costs_its_election_only_and_few_calls() {
        FakeCluster.Member member = cluster.member("a");
        cluster.time.advance(leases(10));
        LeaderElector other = member.process.candidate().elector("another").start();
        cluster.time.advance(leases(1));
        cluster.namespace.changeByHand(KEY, "candidate", " ");
        cluster.time.advance(leases(2));
        LeaderElector third = member.process.candidate().elector("third").start();
        cluster.time.advance(leases(0.5));
        assertThat(other.isLeader()).isTrue();
        assertThat(third.isLeader()).as("a new election is led at once").isTrue();
        long before = member.store.calls();
        cluster.time.advance(leases(10));
        assertThat(member.store.calls() - before).isLessThan(200);
    }

    private void replace(ElectionRecord.Seat seat) {
        StoredRecord found = Records.find(cluster.namespace, KEY);
        ElectionRecord record = (ElectionRecord) found.record();
        ElectionRecord next = new ElectionRecord(
                ELECTION, record.term(), seat, record.since(), record.changes(), record.epoch(), UUID.randomUUID());
        Guard guard = new Guard("1", storeRecord().settlement());
        Records.apply(cluster.namespace, new CompareAndSet(found.version(), next, guard));
    }

    private StoreRecord storeRecord() {
        return (StoreRecord) Records.find(cluster.namespace, RecordKey.STORE).record();
    }
}
