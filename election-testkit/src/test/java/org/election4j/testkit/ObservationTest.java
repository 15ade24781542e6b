// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.testkit.FakeCluster.ELECTION;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Observation;
import org.junit.jupiter.api.Test;

/** Watching without taking part, alone, together, and beside an elector of the same candidate. */
class ObservationTest {

    private final FakeCluster cluster = new FakeCluster();
    private final FakeCluster.Member a = cluster.member("a");
    private final Candidate watcher = cluster.member("b").process.candidate();
    private final List<String> seen = new ArrayList<>();

    private void see(Optional<LeaderInfo> leader) {
        seen.add(leader.map(LeaderInfo::candidateId).orElse("nobody"));
    }

    private void change() {
        a.process.candidate().elector("watched").start();
        cluster.advance(Duration.ofMillis(10));
    }

    @Test
    void an_observer_hears_of_the_first_look_and_of_every_change() {
        Observation observation = watcher.observe("watched", this::see);
        cluster.advance(leases(1));
        LeaderElector elector = a.process.candidate().elector("watched").start();
        cluster.advance(leases(1));
        assertThat(observation.currentLeader().map(LeaderInfo::candidateId)).contains("a");
        elector.close();
        cluster.advance(leases(1));
        assertThat(seen).containsExactly("nobody", "a", "nobody");
    }

    @Test
    void an_observer_never_campaigns() {
        Observation observation = watcher.observe("watched", this::see);
        cluster.advance(leases(5));
        assertThat(observation.currentLeader()).isEmpty();
        assertThat(seen).containsExactly("nobody");
    }

    @Test
    void two_observations_of_one_election_live_and_end_on_their_own() {
        Observation one = watcher.observe("watched", leader -> {});
        Observation other = watcher.observe("watched", this::see);
        one.close();
        one.close();
        cluster.advance(leases(1));
        change();
        cluster.advance(leases(1));
        assertThat(other.currentLeader()).isPresent();
        assertThat(seen).containsExactly("nobody", "a");
        other.close();
        cluster.advance(leases(1));
        assertThat(seen).containsExactly("nobody", "a");
    }

    @Test
    void an_observation_beside_an_elector_hears_at_once_what_the_elector_knows() {
        cluster.advance(leases(1));
        Observation observation = watcher.observe(ELECTION, this::see);
        cluster.advance(Duration.ZERO);
        assertThat(seen).containsExactly("a");
        assertThat(observation.currentLeader()).isPresent();
    }

    @Test
    void an_observation_outlives_the_elector_it_looked_through() {
        FakeCluster.Member b = cluster.members.get(1);
        Observation observation = watcher.observe(ELECTION, this::see);
        cluster.advance(leases(1));
        b.elector.close();
        cluster.advance(leases(1));
        a.elector.close();
        cluster.advance(leases(1));
        assertThat(seen).endsWith("a", "nobody");
        assertThat(observation.currentLeader()).isEmpty();
    }

    @Test
    void an_elector_may_be_opened_where_there_is_an_observation_already() {
        Observation observation = watcher.observe("watched", this::see);
        cluster.advance(leases(1));
        LeaderElector elector = watcher.elector("watched").start();
        cluster.advance(leases(1));
        assertThat(elector.isLeader()).isTrue();
        assertThat(observation.currentLeader()).isPresent();
        elector.close();
        cluster.advance(leases(1));
        assertThat(seen).endsWith("b", "nobody");
    }

    @Test
    void an_elector_may_be_closed_and_opened_again_and_again() {
        for (int i = 0; i < 5; i++) {
            LeaderElector elector = watcher.elector("again").start();
            cluster.advance(leases(0.1));
            assertThat(elector.isLeader()).isTrue();
            elector.close();
            assertThat(elector.isLeader()).isFalse();
        }
    }

    @Test
    void one_elector_per_election_and_candidate() {
        watcher.elector("once").start();
        assertThatThrownBy(() -> watcher.elector("once").start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("once")
                .hasMessageContaining("'b'");
    }

    @Test
    void a_closed_candidate_takes_no_orders() {
        watcher.close();
        assertThatThrownBy(() -> watcher.elector("late").start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> watcher.observe("late", this::see))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void an_observer_hears_nothing_after_its_candidate_was_closed() {
        watcher.observe(ELECTION, this::see);
        cluster.advance(leases(1));
        watcher.close();
        int heard = seen.size();
        a.elector.close();
        cluster.advance(leases(1));
        assertThat(seen).hasSize(heard);
    }
}
