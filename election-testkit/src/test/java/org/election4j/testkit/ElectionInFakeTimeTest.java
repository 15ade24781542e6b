// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.junit.jupiter.api.Test;

/** The production engine, on a fake clock and the in-memory store. */
class ElectionInFakeTimeTest {

    private static final Duration LEASE = Duration.ofSeconds(10);

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore store =
            InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();
    private final List<String> heard = new ArrayList<>();

    private LeaderElector elector(FakeProcess process, String name) {
        return process.candidate().elector(name).listener(recording(process)).start();
    }

    private LeadershipListener recording(FakeProcess process) {
        String id = process.candidate().id();
        return new LeadershipListener() {
            @Override
            public void onGained(Leadership leadership) {
                heard.add(id + " gained");
            }

            @Override
            public void onStopping(Leadership leadership, LossReason reason) {
                heard.add(id + " stopping " + reason);
            }

            @Override
            public void onLost(Leadership leadership, Loss loss) {
                heard.add(id + " lost " + loss.reason());
            }
        };
    }

    private FakeProcess process(String id) {
        return FakeProcess.start(store, time, id, LEASE);
    }

    @Test
    void a_lone_candidate_leads_at_once_in_a_namespace_that_was_never_used() {
        LeaderElector elector = elector(process("a"), "e");
        time.advance(Duration.ofMillis(1));
        assertThat(elector.isLeader()).isTrue();
        assertThat(heard).containsExactly("a gained");
        time.advance(LEASE.multipliedBy(20));
        assertThat(elector.isLeader()).isTrue();
        assertThat(heard).containsExactly("a gained");
    }

    @Test
    void a_standby_takes_over_when_the_leader_is_killed() {
        FakeProcess a = process("a");
        LeaderElector first = elector(a, "e");
        time.advance(Duration.ofSeconds(1));
        LeaderElector second = elector(process("b"), "e");
        time.advance(LEASE.multipliedBy(3));
        assertThat(first.isLeader()).isTrue();
        a.kill();
        time.advance(LEASE.multipliedBy(6).dividedBy(5).plusMillis(50));
        assertThat(first.isLeader()).isFalse();
        assertThat(second.isLeader()).isTrue();
        assertThat(heard).containsExactly("a gained", "b gained");
    }

    @Test
    void a_resignation_hands_over_without_waiting_for_the_lease() {
        FakeProcess a = process("a");
        LeaderElector first = elector(a, "e");
        time.advance(Duration.ofSeconds(1));
        LeaderElector second = elector(process("b"), "e");
        time.advance(LEASE);
        first.resign();
        time.advance(Duration.ofMillis(1));
        assertThat(first.isLeader()).isFalse();
        assertThat(second.isLeader()).isTrue();
        assertThat(heard).containsExactly("a gained", "a stopping RESIGNED", "a lost RESIGNED", "b gained");
    }

    @Test
    void a_paused_leader_is_stopped_before_a_rival_leads() {
        FakeProcess a = process("a");
        LeaderElector first = elector(a, "e");
        time.advance(Duration.ofSeconds(1));
        LeaderElector second = elector(process("b"), "e");
        time.advance(LEASE);
        a.pause();
        for (int i = 0; i < 2000; i++) {
            time.advance(Duration.ofMillis(10));
            assertThat(first.isLeader() && second.isLeader()).isFalse();
        }
        assertThat(second.isLeader()).isTrue();
        a.resume();
        time.advance(LEASE.multipliedBy(2));
        assertThat(heard)
                .containsExactly("a gained", "b gained", "a stopping RENEWAL_TIMED_OUT", "a lost RENEWAL_TIMED_OUT");
        assertThat(first.currentLeader())
                .hasValueSatisfying(leader -> assertThat(leader.candidateId()).isEqualTo("b"));
    }
}
