// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LossReason;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.Test;

/** H1 and H4: what is neither a yes nor a no is settled by reading, and requests may land long after they were given up. */
class LostAndLateAnswersTest {

    private final FakeCluster cluster = new FakeCluster();

    @Test
    void an_acquisition_whose_answer_was_lost_is_recognised() {
        FakeCluster.Member a = cluster.member("a");
        a.faults.next(StoreOperation.WRITE_ELECTION, new Fault.LostReply());
        cluster.advance(leases(0.2));
        assertThat(a.leads()).isTrue();
        assertThat(cluster.record().changes()).isEqualTo(1);
    }

    @Test
    void an_acquisition_that_was_repeated_by_the_network_is_recognised() {
        FakeCluster.Member a = cluster.member("a");
        a.faults.next(StoreOperation.WRITE_ELECTION, new Fault.Duplicate());
        cluster.advance(leases(0.2));
        assertThat(a.leads()).isTrue();
        assertThat(cluster.record().changes()).isEqualTo(1);
    }

    @Test
    void a_session_whose_creation_was_not_answered_is_opened_all_the_same() {
        FakeCluster.Member a = cluster.member("a");
        a.faults
                .next(StoreOperation.WRITE_SESSION, new Fault.LostReply())
                .next(StoreOperation.WRITE_SESSION, new Fault.None())
                .next(StoreOperation.WRITE_SESSION, new Fault.LostRequest());
        cluster.advance(leases(0.5));
        assertThat(a.leads()).isTrue();
        assertThat(cluster.sessions()).hasSize(1);
    }

    @Test
    void a_session_opens_although_every_creation_is_committed_after_it_was_given_up() {
        FakeCluster.Member a = cluster.member("a");
        for (int i = 0; i < 100; i++) {
            a.faults
                    .next(StoreOperation.WRITE_SESSION, new Fault.LateLanding())
                    .next(StoreOperation.WRITE_SESSION, overtaken(a));
        }
        cluster.advance(leases(2));
        assertThat(a.leads()).isTrue();
        assertThat(cluster.sessions()).hasSize(1);
    }

    @Test
    void a_creation_that_lands_after_the_candidate_was_closed_leaves_no_live_session_behind() {
        FakeCluster.Member a = cluster.member("a");
        a.faults.next(StoreOperation.WRITE_SESSION, new Fault.LateLanding());
        cluster.stepUntil(() -> a.store.calls(StoreOperation.WRITE_SESSION) == 1);
        a.process.candidate().close();
        cluster.advance(leases(1));
        a.faults.landLate();
        assertThat(cluster.sessions())
                .as("the record that keeps the creation out")
                .singleElement()
                .extracting(SessionRecord::state)
                .isEqualTo(SessionRecord.State.ENDED);
    }

    /** Its record may have been ended and collected, and a repeated creation may have brought it back. */
    @Test
    void an_idle_process_that_stood_still_for_nine_leases_opens_another_session() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        b.process.pause();
        cluster.advance(leases(9));
        b.process.resume();
        cluster.advance(leases(1));
        assertThat(cluster.sessions())
                .as("sessions of b: the former one, and another")
                .filteredOn(session -> session.candidateId().equals("b"))
                .hasSize(2);
        assertThat(a.diary.losses()).isEmpty();
    }

    @Test
    void single_heartbeats_may_be_lost_either_way() {
        FakeCluster.Member a = cluster.member("a");
        for (int i = 0; i < 20; i++) {
            a.faults
                    .next(StoreOperation.WRITE_SESSION, new Fault.None())
                    .next(StoreOperation.WRITE_SESSION, new Fault.LostReply())
                    .next(StoreOperation.WRITE_SESSION, new Fault.None())
                    .next(StoreOperation.WRITE_SESSION, new Fault.LostRequest())
                    .next(StoreOperation.WRITE_SESSION, new Fault.Duplicate());
        }
        cluster.advance(leases(20));
        assertThat(a.gains()).isOne();
        assertThat(a.diary.losses()).isEmpty();
    }

    @Test
    void a_heartbeat_that_lands_late_changes_nothing_that_was_acknowledged_since() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        a.faults.next(StoreOperation.WRITE_SESSION, new Fault.LateLanding());
        cluster.advance(leases(1));
        SessionRecord before = cluster.sessionOf("a");
        a.faults.landLate();
        assertThat(cluster.sessionOf("a")).isEqualTo(before);
        cluster.advance(leases(1));
        assertThat(a.diary.losses()).isEmpty();
    }

    @Test
    void a_leader_survives_a_heartbeat_that_lands_when_the_next_one_is_on_its_way() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        a.faults
                .next(StoreOperation.WRITE_SESSION, new Fault.LateLanding())
                .next(StoreOperation.WRITE_SESSION, overtaken(a));
        cluster.advance(leases(2));
        assertThat(a.diary.losses()).isEmpty();
        assertThat(a.gains()).isOne();
    }

    @Test
    void a_leader_survives_a_store_that_commits_every_heartbeat_after_it_was_given_up() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        for (int i = 0; i < 100; i++) {
            a.faults
                    .next(StoreOperation.WRITE_SESSION, new Fault.LateLanding())
                    .next(StoreOperation.WRITE_SESSION, overtaken(a));
        }
        cluster.advance(leases(20));
        assertThat(a.diary.losses()).isEmpty();
        assertThat(a.leads()).isTrue();
    }

    /** A write that finds that the one before it has landed in the meantime. */
    private static Fault overtaken(FakeCluster.Member member) {
        return Fault.slowRequest(member.faults::landLate);
    }

    @Test
    void a_late_acquisition_of_a_candidate_that_still_campaigns_ends_in_one_leadership() {
        FakeCluster.Member a = cluster.member("a");
        a.faults.next(StoreOperation.WRITE_ELECTION, new Fault.LateLanding());
        cluster.advance(Duration.ofMillis(100));
        a.faults.landLate();
        cluster.advance(leases(1));
        assertThat(a.leads()).isTrue();
        assertThat(a.gains()).isOne();
    }

    @Test
    void a_late_acquisition_after_a_resignation_is_freed_or_led_and_never_forgotten() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        b.faults.next(StoreOperation.WRITE_ELECTION, new Fault.LateLanding());
        a.elector.resign(leases(100));
        cluster.advance(Duration.ofMillis(5));
        b.faults.landLate();
        cluster.advance(leases(1));
        assertThat(b.leads()).isTrue();
        assertThat(b.gains()).isOne();
    }

    @Test
    void a_late_acquisition_of_an_elector_that_was_closed_is_freed_for_others() {
        FakeCluster.Member a = cluster.member("a");
        LeaderElector keepsTheSession = a.process.candidate().elector("another").start();
        a.faults.next(StoreOperation.WRITE_ALL, new Fault.LateLanding());
        a.faults.next(StoreOperation.WRITE_ELECTION, new Fault.LateLanding());
        cluster.advance(Duration.ofMillis(10));
        a.elector.close();
        cluster.advance(Duration.ofMillis(10));
        a.faults.landLate();
        cluster.advance(leases(1.5));
        assertThat(cluster.record().holder()).isNull();
        assertThat(keepsTheSession.isLeader()).isTrue();
        FakeCluster.Member b = cluster.member("b");
        cluster.advance(leases(0.1));
        assertThat(b.leads()).isTrue();
        assertThat(a.gains()).isZero();
    }

    @Test
    void an_elector_can_be_opened_again_although_an_acquisition_may_still_land() {
        FakeCluster.Member a = cluster.member("a");
        a.faults.always(StoreOperation.WRITE_ELECTION, new Fault.LateLanding());
        cluster.advance(Duration.ofMillis(100));
        a.elector.close();
        assertThat(a.elector.status().state()).isEqualTo(ElectorStatus.State.CLOSED);
        LeadershipDiary diary = new LeadershipDiary();
        LeaderElector again = a.process
                .candidate()
                .elector(FakeCluster.ELECTION)
                .listener(diary)
                .start();
        a.faults.clear();
        cluster.advance(leases(1));
        assertThat(again.isLeader()).isTrue();
        a.faults.landLate();
        cluster.advance(leases(2));
        assertThat(again.isLeader()).isTrue();
        assertThat(diary.count(LeadershipDiary.Kind.GAINED)).isOne();
    }

    @Test
    void a_late_acquisition_of_a_candidate_that_has_left_can_be_taken_at_once() {
        FakeCluster.Member a = cluster.member("a");
        a.faults.next(StoreOperation.WRITE_ELECTION, new Fault.LateLanding());
        cluster.advance(Duration.ofMillis(10));
        a.process.candidate().close();
        FakeCluster.Member b = cluster.member("b");
        a.faults.landLate();
        cluster.advance(leases(0.5));
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_release_whose_answer_was_lost_is_recognised() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        a.faults.next(StoreOperation.WRITE_ELECTION, new Fault.LostReply());
        var resignation = a.elector.resign().toCompletableFuture();
        cluster.advance(leases(0.5));
        assertThat(resignation).isCompleted();
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_release_that_did_not_arrive_is_repeated() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        a.faults
                .next(StoreOperation.WRITE_ELECTION, new Fault.LostRequest())
                .next(StoreOperation.WRITE_ELECTION, new Fault.LostRequest());
        a.elector.resign();
        cluster.advance(leases(0.5));
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_release_that_lands_late_does_not_free_what_somebody_else_leads() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        a.faults.next(StoreOperation.WRITE_ELECTION, new Fault.LateLanding());
        a.elector.resign();
        cluster.advance(leases(1));
        assertThat(b.leads()).isTrue();
        a.faults.landLate();
        cluster.advance(leases(2));
        assertThat(b.leads()).isTrue();
        assertThat(b.diary.losses()).isEmpty();
    }

    @Test
    void an_acquisition_that_was_answered_after_the_stop_is_not_led() {
        FakeCluster.Member a = cluster.member("a");
        a.faults.next(
                StoreOperation.WRITE_ELECTION, Fault.slowRequest(() -> a.process.latency(Duration.ZERO, leases(0.7))));
        cluster.stepUntil(() -> a.store.calls(StoreOperation.WRITE_ELECTION) == 1);
        cluster.advance(leases(0.8));
        assertThat(cluster.record().changes()).isEqualTo(1);
        assertThat(a.gains()).isZero();
        a.process.latency(Duration.ZERO, Duration.ofMillis(1));
        cluster.advance(leases(3));
        assertThat(a.leads()).isTrue();
    }

    /** H8: the acquisition needs half of the validity; an idle session may have less. */
    @Test
    void a_session_that_has_little_validity_left_is_renewed_before_an_acquisition() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        for (int i = 0; i < 20; i++) {
            long renewals = b.store.calls(StoreOperation.WRITE_SESSION);
            cluster.stepUntil(() -> b.store.calls(StoreOperation.WRITE_SESSION) > renewals);
            cluster.advance(leases(0.45));
            FakeCluster.Member leader = a.leads() ? a : b;
            leader.elector.resign(Duration.ZERO);
            cluster.advance(Duration.ofMillis(1));
            assertThat(cluster.leaders()).hasSize(1);
            assertThat(cluster.leaders().get(0).leadership().remaining()).isGreaterThan(leases(0.2));
        }
    }

    @Test
    void a_twin_with_the_same_session_is_noticed_at_the_next_heartbeat() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        SessionRecord own = cluster.sessionOf("a");
        var stored = Records.find(cluster.namespace, own.key());
        SessionRecord twins = new SessionRecord(
                own.incarnation(),
                own.candidateId(),
                own.lease(),
                own.state(),
                own.address(),
                own.elections(),
                own.releases(),
                own.standbys(),
                own.attributes(),
                own.epoch(),
                java.util.UUID.randomUUID());
        Records.apply(
                cluster.namespace,
                new org.election4j.spi.CompareAndSet(stored.version(), twins, org.election4j.spi.Guard.epoch("")));
        cluster.advance(LEASE.dividedBy(4));
        assertThat(a.diary.reasons()).containsExactly(LossReason.SESSION_REVOKED);
        cluster.advance(leases(2));
        assertThat(a.leads()).isTrue();
    }
}
