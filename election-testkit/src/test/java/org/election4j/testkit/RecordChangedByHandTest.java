// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.ELECTION;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.election4j.LeaderElector;
import org.election4j.LossReason;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoredRecord;
import org.junit.jupiter.api.Test;

/** H9 and R6: what becomes of leaderships whose records somebody else deletes or changes. */
class RecordChangedByHandTest {

    private static final RecordKey KEY = new RecordKey.Election(ELECTION);

    private final FakeCluster cluster = new FakeCluster();
    private final FakeCluster.Member a = cluster.member("a");

    @Test
    void a_leader_whose_record_was_deleted_stops_within_a_lease() {
        cluster.advance(leases(1));
        cluster.namespace.deleteByHand(KEY);
        cluster.advance(leases(1.05));
        assertThat(a.diary.reasons()).containsExactly(LossReason.RECORD_CHANGED);
    }

    @Test
    void an_election_whose_record_was_deleted_is_led_again_after_the_longest_lease_and_in_a_higher_term() {
        cluster.advance(leases(1));
        FakeCluster.Member b = cluster.member("b");
        cluster.advance(leases(1));
        long term = a.leadership().term();
        cluster.namespace.deleteByHand(KEY);
        Duration start = cluster.time.elapsed();
        cluster.advance(leases(2.5));
        assertThat(cluster.leaders()).hasSize(1);
        assertThat(cluster.record().term()).isGreaterThan(term);
        assertThat(cluster.time.elapsed().minus(start)).isGreaterThan(leases(1));
        assertThat(a.gains() + b.gains()).isEqualTo(2);
    }

    @Test
    void only_the_leadership_whose_record_changed_ends() {
        LeaderElector other = a.process.candidate().elector("another").start();
        cluster.advance(leases(1));
        cluster.namespace.deleteByHand(KEY);
        cluster.advance(leases(1.05));
        assertThat(a.leads()).isFalse();
        assertThat(other.isLeader()).isTrue();
    }

    @Test
    void a_record_that_was_given_to_somebody_else_by_hand_ends_the_leadership() {
        cluster.advance(leases(1));
        StoredRecord stored = Records.find(cluster.namespace, KEY);
        ElectionRecord record = (ElectionRecord) stored.record();
        ElectionRecord changed = new ElectionRecord(
                ELECTION, record.term() + 1, new ElectionRecord.Free(), Instant.EPOCH, 2, "", UUID.randomUUID());
        Records.apply(cluster.namespace, new CompareAndSet(stored.version(), changed, Guard.epoch("")));
        cluster.advance(leases(1.05));
        assertThat(a.diary.reasons()).containsExactly(LossReason.RECORD_CHANGED);
        cluster.advance(leases(0.5));
        assertThat(a.leads()).isTrue();
        assertThat(a.leadership().term()).isGreaterThan(record.term() + 1);
    }

    @Test
    void each_of_a_thousand_records_is_looked_at_once_per_lease() {
        List<LeaderElector> electors = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            electors.add(a.process.candidate().elector("election " + i).start());
        }
        cluster.advance(leases(2.3));
        assertThat(electors).allMatch(LeaderElector::isLeader);
        for (int i = 0; i < 999; i += 111) {
            cluster.namespace.deleteByHand(new RecordKey.Election("election " + i));
        }
        cluster.advance(leases(1.05));
        assertThat(electors).filteredOn(elector -> !elector.isLeader()).hasSize(9);
    }

    @Test
    void a_deleted_session_ends_the_leadership_at_the_next_heartbeat_and_the_election_is_taken_a_lease_later() {
        cluster.advance(leases(1));
        FakeCluster.Member b = cluster.member("b");
        cluster.advance(leases(1));
        cluster.namespace.deleteByHand(cluster.sessionOf("a").key());
        cluster.advance(leases(0.25));
        assertThat(a.diary.reasons()).containsExactly(LossReason.SESSION_REVOKED);
        assertThat(b.leads()).as("a copy of that process may go on").isFalse();
        cluster.advance(leases(1.3));
        assertThat(a.leads() || b.leads()).isTrue();
    }

    @Test
    void a_session_that_an_operator_ends_loses_everything_at_the_next_heartbeat() {
        cluster.advance(leases(1));
        FakeCluster.Member b = cluster.member("b");
        cluster.advance(leases(1));
        var session = cluster.sessionOf("a");
        StoredRecord stored = Records.find(cluster.namespace, session.key());
        Records.apply(
                cluster.namespace,
                new CompareAndSet(stored.version(), session.ended(UUID.randomUUID()), Guard.epoch("")));
        cluster.advance(leases(0.45));
        assertThat(a.diary.reasons()).containsExactly(LossReason.SESSION_REVOKED);
        assertThat(cluster.leaders()).hasSize(1);
        assertThat(b.gains() + a.gains()).isEqualTo(2);
    }

    @Test
    void a_deleted_store_record_of_a_store_without_epochs_disturbs_nobody() {
        cluster.advance(leases(1));
        cluster.namespace.deleteByHand(RecordKey.STORE);
        cluster.advance(leases(20));
        assertThat(a.leads()).isTrue();
        assertThat(a.diary.losses()).isEmpty();
    }
}
