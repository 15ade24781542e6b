// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.LeadershipLostException;
import org.election4j.LossReason;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.Test;

/** H6: a leader that is not heard stops by itself, in time, and for good. */
class StopSignalTest {

    private static final Duration STOP = leases(0.6);

    private final FakeCluster cluster = new FakeCluster();

    /** Lets a leader send its last acknowledged heartbeat now, and no other. */
    private FakeCluster.Member lastHeard(LeadershipListener... listeners) {
        FakeCluster.Member a = cluster.member("a", listeners);
        cluster.advance(leases(1));
        long writes = a.store.calls(StoreOperation.WRITE_SESSION);
        cluster.stepUntil(() -> a.store.calls(StoreOperation.WRITE_SESSION) > writes);
        a.faults.outage(true);
        return a;
    }

    @Test
    void a_leader_is_valid_until_the_very_nanosecond_of_the_stop() {
        FakeCluster.Member a = lastHeard();
        Leadership leadership = a.leadership();
        assertThat(leadership.remaining()).isEqualTo(STOP);
        cluster.advance(STOP.minusNanos(1));
        assertThat(leadership.isValid()).isTrue();
        assertThat(leadership.remaining()).isEqualTo(Duration.ofNanos(1));
        assertThat(a.diary.count(LeadershipDiary.Kind.STOPPING)).isZero();
        cluster.advance(Duration.ofNanos(1));
        assertThat(leadership.isValid()).isFalse();
        assertThat(leadership.remaining()).isZero();
        assertThat(a.diary.count(LeadershipDiary.Kind.STOPPING)).isOne();
        assertThat(a.diary.reasons()).containsExactly(LossReason.RENEWAL_TIMED_OUT);
    }

    @Test
    void validity_counts_from_the_send_and_not_from_the_answer() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        a.process.latency(Duration.ofMillis(300), Duration.ofMillis(700));
        cluster.advance(leases(1));
        long writes = a.store.calls(StoreOperation.WRITE_SESSION);
        cluster.stepUntil(() -> a.store.calls(StoreOperation.WRITE_SESSION) > writes);
        cluster.advance(Duration.ofMillis(700));
        a.faults.outage(true);
        assertThat(a.leadership().remaining()).isEqualTo(STOP.minusMillis(1000));
    }

    @Test
    void the_predicate_needs_no_thread_of_the_library() {
        FakeCluster.Member a = lastHeard();
        Leadership leadership = a.leadership();
        a.process.pause();
        cluster.advance(STOP.minusNanos(1));
        assertThat(a.leads()).isTrue();
        cluster.advance(Duration.ofNanos(1));
        assertThat(a.leads()).isFalse();
        assertThat(leadership.isValid()).isFalse();
        assertThat(a.diary.count(LeadershipDiary.Kind.STOPPING)).isZero();
    }

    @Test
    void an_acknowledgement_that_comes_after_the_stop_revives_nothing() {
        FakeCluster.Member a = lastHeard();
        long term = a.leadership().term();
        cluster.advance(STOP);
        a.faults.outage(false);
        cluster.advance(leases(3));
        assertThat(a.diary.reasons()).containsExactly(LossReason.RENEWAL_TIMED_OUT);
        assertThat(a.leads()).isTrue();
        assertThat(a.leadership().term()).isGreaterThan(term);
    }

    @Test
    void an_answer_on_its_way_for_too_long_revives_nothing() {
        FakeCluster.Member a = lastHeard();
        a.faults.outage(false);
        a.process.latency(Duration.ZERO, leases(2));
        cluster.advance(leases(4));
        assertThat(a.diary.reasons()).startsWith(LossReason.RENEWAL_TIMED_OUT);
        assertThat(a.diary.entries().get(1).kind()).isEqualTo(LeadershipDiary.Kind.STOPPING);
    }

    @Test
    void a_task_may_ask_for_the_time_it_needs() {
        FakeCluster.Member a = lastHeard();
        Leadership leadership = a.leadership();
        leadership.ensure(STOP);
        assertThatThrownBy(() -> leadership.ensure(STOP.plusNanos(1)))
                .isInstanceOf(LeadershipLostException.class)
                .hasMessageContaining(STOP.plusNanos(1).toString())
                .hasMessageContaining(STOP.toString());
        cluster.advance(STOP);
        assertThatThrownBy(() -> leadership.ensure(Duration.ZERO)).isInstanceOf(LeadershipLostException.class);
    }

    @Test
    void heartbeats_go_on_while_user_code_drains_and_nobody_else_leads() {
        FakeCluster.Member a = lastHeard();
        FakeCluster.Member b = cluster.member("b");
        a.userCode.hold();
        cluster.advance(STOP);
        a.faults.outage(false);
        SessionRecord before = cluster.sessionOf("a");
        cluster.advance(leases(0.9));
        assertThat(cluster.sessionOf("a").incarnation()).isEqualTo(before.incarnation());
        assertThat(cluster.sessionOf("a").nonce()).isNotEqualTo(before.nonce());
        assertThat(cluster.leaders()).isEmpty();
        a.userCode.release();
        cluster.advance(leases(0.3));
        assertThat(cluster.leaders()).hasSize(1);
        assertThat(b.gains() + a.gains()).isEqualTo(2);
    }

    @Test
    void all_leaderships_of_a_candidate_stop_at_the_same_moment() {
        FakeCluster.Member a = cluster.member("a");
        LeadershipDiary other = new LeadershipDiary();
        var second = a.process.candidate().elector("another").listener(other).start();
        cluster.advance(leases(1));
        assertThat(second.isLeader()).isTrue();
        a.faults.outage(true);
        cluster.advance(leases(1));
        assertThat(second.isLeader()).isFalse();
        assertThat(other.reasons()).containsExactly(LossReason.RENEWAL_TIMED_OUT);
        assertThat(a.diary.reasons()).containsExactly(LossReason.RENEWAL_TIMED_OUT);
    }

    @Test
    void a_new_incarnation_follows_a_loss() {
        FakeCluster.Member a = lastHeard();
        SessionRecord before = cluster.sessionOf("a");
        cluster.advance(STOP);
        a.faults.outage(false);
        cluster.advance(LEASE);
        assertThat(cluster.sessionOf("a").incarnation()).isNotEqualTo(before.incarnation());
        assertThat(cluster.sessions())
                .filteredOn(session -> session.incarnation().equals(before.incarnation()))
                .allMatch(session -> session.state() == SessionRecord.State.ENDED);
    }
}
