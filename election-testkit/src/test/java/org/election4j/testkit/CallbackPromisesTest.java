// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;
import static org.election4j.testkit.LeadershipDiary.Kind.GAINED;
import static org.election4j.testkit.LeadershipDiary.Kind.STOPPING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.RunOutcome;
import org.election4j.spi.RecordKey;
import org.junit.jupiter.api.Test;

/** What user code may rely on. */
class CallbackPromisesTest {

    private final FakeCluster cluster = new FakeCluster();

    private static Duration aMoment() {
        return Duration.ofMillis(1);
    }

    // ---- 1: pairs --------------------------------------------------------------------------------------------------

    @Test
    void every_gain_is_followed_by_one_loss_whatever_ends_the_leadership() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        a.elector.resign(Duration.ZERO);
        cluster.advance(leases(1));
        cluster.namespace.deleteByHand(new RecordKey.Election(FakeCluster.ELECTION));
        cluster.advance(leases(4));
        cluster.namespace.deleteByHand(cluster.sessionOf("a").key());
        cluster.advance(leases(4));
        a.faults.outage(true);
        cluster.advance(leases(1));
        a.faults.outage(false);
        cluster.advance(leases(1));
        a.process.candidate().close();
        a.diary.assertOver();
        assertThat(a.diary.reasons())
                .containsExactly(
                        LossReason.RESIGNED,
                        LossReason.RECORD_CHANGED,
                        LossReason.SESSION_REVOKED,
                        LossReason.RENEWAL_TIMED_OUT,
                        LossReason.CLOSED);
    }

    @Test
    void a_failing_listener_is_told_of_its_loss_like_the_others() {
        List<String> heard = new ArrayList<>();
        FakeCluster.Member a = cluster.member("a", new Failing(heard, "one"), new Failing(heard, "other"));
        cluster.advance(aMoment());
        a.diary.assertOver();
        assertThat(a.diary.reasons()).containsExactly(LossReason.WORK_FAILED);
        assertThat(heard).containsExactly("one gained", "one stopping", "one lost");
    }

    /** Throws in every callback. */
    private record Failing(List<String> heard, String name) implements LeadershipListener {
        @Override
        public void onGained(Leadership leadership) {
            fail("gained");
        }

        @Override
        public void onStopping(Leadership leadership, LossReason reason) {
            fail("stopping");
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            fail("lost");
        }

        @Override
        public void onLeaderChanged(Optional<LeaderInfo> leader) {
            throw new IllegalStateException("on purpose");
        }

        private void fail(String what) {
            heard.add(name + " " + what);
            throw new AssertionError("on purpose");
        }
    }

    // ---- 2: only what is true --------------------------------------------------------------------------------------

    @Test
    void good_news_that_has_become_old_in_the_queue_is_not_delivered() {
        FakeCluster.Member a = cluster.member("a");
        a.userCode.hold();
        cluster.advance(leases(1));
        assertThat(a.leads()).isTrue();
        a.faults.outage(true);
        cluster.advance(leases(1));
        assertThat(a.leads()).isFalse();
        a.userCode.release();
        cluster.advance(leases(1));
        assertThat(a.diary.entries()).isEmpty();
        a.faults.outage(false);
        // The session was left to run out, and is watched like anybody else's.
        cluster.advance(leases(1.5));
        assertThat(a.gains()).isOne();
    }

    @Test
    void a_listener_that_comes_too_late_because_of_another_one_hears_nothing() {
        List<String> heard = new ArrayList<>();
        LeadershipListener resigning = new LeadershipListener() {
            @Override
            public void onGained(Leadership leadership) {
                cluster.members.get(0).elector.resign();
            }
        };
        FakeCluster.Member a = cluster.member("a", resigning, new Failing(heard, "late"));
        cluster.advance(Duration.ZERO);
        cluster.advance(aMoment());
        assertThat(a.diary.reasons()).containsExactly(LossReason.RESIGNED);
        assertThat(heard).isEmpty();
    }

    // ---- 3: the stop signal does not queue -------------------------------------------------------------------------

    @Test
    void the_stop_signal_overtakes_callbacks_that_have_not_returned() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        Leadership leadership = a.leadership();
        CompletableFuture<LossReason> signal = leadership.stopSignal().toCompletableFuture();
        a.userCode.hold();
        a.elector.resign();
        assertThat(leadership.isValid()).isFalse();
        cluster.advance(aMoment());
        assertThat(signal).isCompletedWithValue(LossReason.RESIGNED);
        assertThat(leadership.stopSignal().toCompletableFuture()).isCompletedWithValue(LossReason.RESIGNED);
        assertThat(a.diary.count(STOPPING)).isZero();
        a.userCode.release();
        cluster.advance(aMoment());
        a.diary.assertOver();
    }

    @Test
    void completing_the_stop_signal_oneself_stops_nothing() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        Leadership leadership = a.leadership();
        leadership.stopSignal().toCompletableFuture().complete(LossReason.CLOSED);
        cluster.advance(leases(1));
        assertThat(leadership.isValid()).isTrue();
        assertThat(leadership.stopSignal().toCompletableFuture()).isNotDone();
    }

    // ---- 4: the release waits for user code ------------------------------------------------------------------------

    @Test
    void the_election_is_given_up_only_after_the_last_callback_has_returned() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        a.userCode.hold();
        CompletableFuture<ResignOutcome> resignation = a.elector.resign().toCompletableFuture();
        cluster.advance(leases(0.9));
        assertThat(cluster.record().holder()).isNotNull();
        assertThat(resignation).isNotDone();
        assertThat(a.elector.status().state()).isEqualTo(ElectorStatus.State.DRAINING);
        assertThat(b.gains()).isZero();
        a.userCode.release();
        cluster.advance(aMoment());
        assertThat(resignation).isCompletedWithValue(ResignOutcome.RELEASED);
        assertThat(b.leads()).isTrue();
    }

    @Test
    void user_code_that_drains_for_ever_keeps_the_election_and_is_reported() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        a.userCode.hold();
        a.elector.resign();
        cluster.advance(leases(0.99));
        assertThat(a.elector.status().state()).isEqualTo(ElectorStatus.State.DRAINING);
        cluster.advance(leases(0.02));
        assertThat(a.elector.status().state()).isEqualTo(ElectorStatus.State.OVERRUN);
        cluster.advance(leases(10));
        assertThat(b.leads()).isFalse();
        assertThat(a.leads()).isFalse();
    }

    @Test
    void a_drain_without_acknowledgements_overruns_shortly_before_somebody_else_can_lead() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        cluster.advance(leases(1));
        a.userCode.hold();
        a.faults.outage(true);
        cluster.stepUntil(() -> !a.leads());
        Duration stopped = cluster.time.elapsed();
        cluster.stepUntil(() -> a.elector.status().state() != ElectorStatus.State.DRAINING);
        assertThat(a.elector.status().state()).isEqualTo(ElectorStatus.State.OVERRUN);
        assertThat(cluster.time.elapsed().minus(stopped)).isEqualTo(leases(0.2).minus(LEASE.dividedBy(50)));
        assertThat(cluster.untilLeads(b, leases(1))).isPositive();
        a.userCode.release();
        cluster.advance(aMoment());
        assertThat(a.diary.losses().get(0).exclusiveFor()).isZero();
    }

    @Test
    void a_loss_says_how_long_nobody_else_can_lead() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        a.faults.outage(true);
        cluster.advance(leases(1));
        assertThat(a.diary.losses().get(0).exclusiveFor()).isEqualTo(leases(0.2));
    }

    @Test
    void a_record_that_was_changed_leaves_no_time_to_drain() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        cluster.namespace.deleteByHand(new RecordKey.Election(FakeCluster.ELECTION));
        cluster.advance(leases(1.2));
        Loss loss = a.diary.losses().get(0);
        assertThat(loss.reason()).isEqualTo(LossReason.RECORD_CHANGED);
        assertThat(loss.exclusiveFor()).isZero();
        assertThat(loss.report().verdict()).isEqualTo(LossCause.SUPERSEDED);
    }

    // ---- 5: invalid in the callbacks: checked by the diary everywhere -----------------------------------------------

    @Test
    void the_elector_says_that_it_does_not_lead_inside_the_bad_news() {
        List<Boolean> said = new ArrayList<>();
        LeadershipListener asking = new LeadershipListener() {
            @Override
            public void onStopping(Leadership leadership, LossReason reason) {
                ask();
            }

            @Override
            public void onLost(Leadership leadership, Loss loss) {
                ask();
            }

            private void ask() {
                LeaderElector elector = cluster.members.get(0).elector;
                said.add(elector.isLeader());
                said.add(elector.leadership().isPresent());
                said.add(elector.runIfLeader(ignored -> "ran") instanceof RunOutcome.Ran);
            }
        };
        FakeCluster.Member a = cluster.member("a", asking);
        cluster.advance(leases(1));
        a.elector.resign(Duration.ZERO);
        cluster.advance(leases(1));
        assertThat(said).hasSize(6).containsOnly(false);
    }

    // ---- 6: failures -----------------------------------------------------------------------------------------------

    @Test
    void work_that_fails_again_and_again_is_tried_less_and_less() {
        List<Duration> runs = new ArrayList<>();
        FakeCluster.Member a = cluster.member("a");
        a.process
                .candidate()
                .elector("failing")
                .onLeader(leadership -> {
                    runs.add(cluster.time.elapsed());
                    throw new IllegalStateException("on purpose");
                })
                .start();
        cluster.advance(leases(140));
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < runs.size(); i++) {
            gaps.add(runs.get(i).minus(runs.get(i - 1)).toSeconds() / LEASE.toSeconds());
        }
        assertThat(gaps).startsWith(1L, 2L, 4L, 8L, 16L, 32L, 32L);
    }

    @Test
    void a_success_makes_earlier_failures_forgotten() {
        List<Duration> runs = new ArrayList<>();
        FakeCluster.Member a = cluster.member("a");
        a.process
                .candidate()
                .elector("sometimes failing")
                .onLeader(leadership -> {
                    runs.add(cluster.time.elapsed());
                    if (runs.size() % 3 != 0) {
                        throw new IllegalStateException("on purpose");
                    }
                })
                .start();
        cluster.advance(leases(30));
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < runs.size(); i++) {
            gaps.add(runs.get(i).minus(runs.get(i - 1)).toSeconds() / LEASE.toSeconds());
        }
        assertThat(gaps).startsWith(1L, 2L, 1L, 1L, 2L, 1L);
    }

    @Test
    void a_failure_after_healthy_leading_does_not_add_to_those_before_it() {
        List<Duration> runs = new ArrayList<>();
        FakeCluster.Member a = cluster.member("a");
        Duration healthy = leases(20);
        a.process
                .candidate()
                .elector("failing now and then")
                .onLeader(leadership -> {
                    runs.add(cluster.time.elapsed());
                    cluster.time.advance(healthy);
                    throw new IllegalStateException("on purpose");
                })
                .start();
        cluster.advance(leases(250));
        assertThat(runs).hasSizeGreaterThan(10);
        for (int i = 1; i < runs.size(); i++) {
            Duration rest = runs.get(i).minus(runs.get(i - 1)).minus(healthy);
            assertThat(rest).as("after failure %s", i).isLessThan(leases(2));
        }
    }

    // ---- 8: never silently at an end -------------------------------------------------------------------------------

    @Test
    void an_elector_campaigns_again_after_everything_that_can_happen_to_it() {
        FakeCluster.Member a = cluster.member("a");
        for (int i = 0; i < 5; i++) {
            cluster.advance(leases(3));
            assertThat(a.leads()).as("round %s: %s", i, a.elector.status()).isTrue();
            a.faults.outage(true);
            cluster.advance(leases(3));
            assertThat(a.leads()).isFalse();
            assertThat(a.elector.status().lastError()).isNotNull();
            a.faults.outage(false);
        }
        assertThat(a.diary.count(GAINED)).isEqualTo(5);
        cluster.advance(leases(2));
        assertThat(a.elector.status().lastError()).isNull();
    }
}
