// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.OverrunPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** User code overruns if it was told to stop and has not returned in time; never for any other reason. */
class OverrunTest {

    private final FakeCluster cluster = new FakeCluster();
    private final FakeCluster.Member a = cluster.member("a");
    private final ManualExecutor userCode = new ManualExecutor();
    private final LeadershipDiary diary = new LeadershipDiary();

    private LeaderElector halting(boolean listens) {
        return halting(listens, LEASE);
    }

    private LeaderElector halting(boolean listens, Duration drainLimit) {
        LeaderElector.Builder builder = a.process
                .candidate()
                .elector("halting")
                .callbackExecutor(userCode)
                .drainLimit(drainLimit)
                .onOverrun(OverrunPolicy.HALT);
        LeaderElector elector = (listens ? builder.listener(diary) : builder).start();
        cluster.advance(leases(1));
        assertThat(elector.isLeader()).isTrue();
        return elector;
    }

    private void pause(double leases) {
        a.process.pause();
        cluster.advance(leases(leases));
        a.process.resume();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.79, 0.9, 1.1, 3})
    void a_pause_halts_nothing_that_stops_when_it_is_told(double leases) {
        halting(true);
        pause(leases);
        cluster.advance(leases(2));
        assertThat(a.process.isHalted()).isFalse();
        assertThat(diary.reasons()).hasSize(1);
    }

    @Test
    void what_has_nothing_to_drain_never_overruns() {
        LeaderElector elector = halting(false);
        pause(1.1);
        elector.resign();
        cluster.time.runDue();
        assertThat(elector.status().state()).isNotEqualTo(ElectorStatus.State.OVERRUN);
        cluster.advance(leases(5));
        assertThat(a.process.isHalted()).isFalse();
    }

    @Test
    void what_does_not_stop_after_a_pause_is_halted_a_moment_after_it_was_told() {
        halting(true);
        a.process.pause();
        cluster.advance(leases(1.1));
        userCode.hold();
        a.faults.outage(true);
        a.process.resume();
        cluster.time.runDue();
        assertThat(a.process.isHalted()).isFalse();
        cluster.advance(leases(0.2));
        assertThat(a.process.isHalted()).isTrue();
    }

    @Test
    void the_time_to_drain_begins_when_the_listener_hears_of_the_stop() {
        LeaderElector elector = halting(true);
        LeaderElector other = other(elector);
        cluster.advance(leases(0.9));
        userCode.release();
        cluster.time.runDue();
        assertThat(elector.status().state()).isNotEqualTo(ElectorStatus.State.OVERRUN);
        assertThat(other.isLeader()).isTrue();
        assertThat(a.process.isHalted()).isFalse();
    }

    /** Another election of the same process; what is held up is the user's executor. */
    private LeaderElector other(LeaderElector elector) {
        LeaderElector other = a.process.candidate().elector("other").start();
        cluster.stepUntil(other::isLeader);
        userCode.hold();
        elector.resign();
        return other;
    }

    @Test
    void a_drain_while_the_whole_candidate_leaves_overruns_before_somebody_else_can_lead() {
        FakeCluster.Member b = cluster.member("b");
        halting(true, leases(3));
        userCode.hold();
        a.faults.outage(true);
        LeaderElector rival = b.process.candidate().elector("halting").start();
        boolean[] inTime = new boolean[1];
        cluster.time.schedule(leases(0.8), () -> inTime[0] = a.process.isHalted() && !rival.isLeader());
        a.process.candidate().close();
        cluster.advance(leases(2));
        assertThat(inTime[0]).as("before the validity was over").isTrue();
        assertThat(rival.isLeader()).isTrue();
    }

    @Test
    void what_still_drains_when_the_close_limit_is_over_is_dealt_with_by_its_policy() {
        LeaderElector elector = halting(true, leases(3));
        userCode.hold();
        elector.candidate().close();
        cluster.advance(leases(0.1));
        assertThat(a.process.isHalted()).isTrue();
    }

    // ---- what was never told ---------------------------------------------------------------------------------------

    @Test
    void an_elector_whose_callbacks_never_ran_gives_its_election_up() {
        ManualExecutor swallows = new ManualExecutor();
        swallows.hold();
        LeaderElector elector = a.process
                .candidate()
                .elector("unheard")
                .callbackExecutor(swallows)
                .listener(diary)
                .onOverrun(OverrunPolicy.HALT)
                .start();
        cluster.stepUntil(elector::isLeader);
        LeaderElector next =
                cluster.member("b").process.candidate().elector("unheard").start();
        elector.resign();
        cluster.advance(leases(0.5));
        assertThat(next.isLeader()).isTrue();
        swallows.release();
        cluster.advance(leases(1));
        assertThat(diary.entries()).isEmpty();
        assertThat(a.process.isHalted()).isFalse();
    }
}
