// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;

import java.time.Duration;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Takeover;
import org.election4j.internal.candidate.Builders;
import org.junit.jupiter.api.Test;

/** A store call that never returns holds its lane up for three attempts, and a person can see it. */
class HangingCallTest {

    private final FakeTime time = new FakeTime();
    private final FailingRuntime runtime = new FailingRuntime(time, "a");
    private final InMemoryLeaseStore store =
            InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();
    private final Candidate candidate =
            Builders.candidate(store, runtime.proxy(), FakeCluster.settings("a", LEASE, Takeover.OBSERVED));
    private final LeaderElector elector = candidate.elector("e").start();

    private void hangOnce(String lane) {
        boolean[] done = {false};
        runtime.hangs = other -> {
            boolean now = other.equals(lane) && !done[0];
            done[0] |= now;
            return now;
        };
    }

    @Test
    void an_election_is_given_up_although_the_write_that_frees_it_never_returns() {
        time.advance(Duration.ofSeconds(1));
        hangOnce("CAMPAIGN");
        elector.resign(Duration.ofHours(1));
        FakeProcess next = FakeProcess.start(store, time, "b", LEASE);
        LeaderElector other = next.candidate().elector("e").start();
        time.advance(LEASE.multipliedBy(2));
        assertThat(other.isLeader()).isTrue();
        assertThat(runtime.replaced).containsExactly("CAMPAIGN");
        next.candidate().close();
    }

    @Test
    void a_heartbeat_that_never_returns_costs_the_leadership_and_no_more() {
        time.advance(Duration.ofSeconds(1));
        assertThat(elector.isLeader()).isTrue();
        hangOnce("HEARTBEAT");
        time.advance(LEASE.multipliedBy(4));
        assertThat(elector.isLeader()).isTrue();
        assertThat(runtime.replaced).containsExactly("HEARTBEAT");
        assertThat(candidate.status().lastError()).isNull();
    }

    @Test
    void a_store_that_never_answers_costs_two_threads_for_each_lane_and_is_reported() {
        time.advance(Duration.ofSeconds(1));
        runtime.hangs = lane -> true;
        time.advance(Duration.ofHours(1));
        assertThat(runtime.replaced).hasSizeLessThanOrEqualTo(4);
        assertThat(candidate.status().lastError()).contains("store hangs", "waited for");
        assertThat(elector.isLeader()).isFalse();
    }
}
