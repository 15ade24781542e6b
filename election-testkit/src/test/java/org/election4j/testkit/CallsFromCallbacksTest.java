// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.leases;
import static org.election4j.testkit.LeadershipDiary.Kind.LOST;
import static org.election4j.testkit.LeadershipDiary.Kind.STOPPING;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.junit.jupiter.api.Test;

/** What user code may rely on, 7: everything may be called from any callback, and closing keeps its word. */
class CallsFromCallbacksTest {

    private final FakeCluster cluster = new FakeCluster();

    @Test
    void everything_may_be_called_from_every_callback() {
        FakeCluster.Member a = cluster.member("a", new Meddling());
        FakeCluster.Member b = cluster.member("b");
        cluster.advance(leases(1));
        a.diary.assertOver();
        assertThat(a.elector.status().state()).isEqualTo(ElectorStatus.State.CLOSED);
        assertThat(b.leads()).isTrue();
    }

    @Test
    void closing_waits_for_the_last_callback_and_nothing_is_called_afterwards() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        a.process.candidate().close();
        a.diary.assertOver();
        int heard = a.diary.entries().size() + a.diary.leaders().size();
        cluster.advance(leases(5));
        assertThat(b.leads()).isTrue();
        assertThat(a.diary.entries().size() + a.diary.leaders().size()).isEqualTo(heard);
        a.process.candidate().close();
        a.elector.close();
    }

    @Test
    void closing_is_bounded_when_user_code_does_not_return_and_calls_it_no_more() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        a.userCode.hold();
        Duration start = cluster.time.elapsed();
        a.elector.close();
        assertThat(cluster.time.elapsed().minus(start)).isEqualTo(leases(3));
        a.userCode.release();
        cluster.advance(leases(1));
        assertThat(a.diary.count(STOPPING)).isZero();
        assertThat(a.diary.count(LOST)).isZero();
        assertThat(cluster.record().holder())
                .as("user code has returned after all")
                .isNull();
    }

    @Test
    void a_resignation_is_answered_even_if_the_candidate_is_cut_off() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        a.userCode.hold();
        CompletableFuture<ResignOutcome> resignation = a.elector.resign().toCompletableFuture();
        a.process.candidate().close();
        cluster.time.runDue();
        assertThat(resignation).isCompletedWithValue(ResignOutcome.LOST);
        assertThat(a.elector.resign().toCompletableFuture()).isCompletedWithValue(ResignOutcome.NOT_LEADING);
    }

    /** Calls everything from everywhere. */
    private final class Meddling implements LeadershipListener {
        @Override
        public void onGained(Leadership leadership) {
            meddle();
        }

        @Override
        public void onStopping(Leadership leadership, LossReason reason) {
            meddle();
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            meddle();
        }

        @Override
        public void onLeaderChanged(Optional<LeaderInfo> leader) {
            meddle();
        }

        private void meddle() {
            LeaderElector elector = cluster.members.get(0).elector;
            elector.resign();
            elector.handOver("b");
            elector.runIfLeader(leadership -> "done");
            elector.status();
            elector.candidate().status();
            elector.candidate().candidates(FakeCluster.ELECTION);
            elector.close();
            elector.candidate().close();
        }
    }
}
