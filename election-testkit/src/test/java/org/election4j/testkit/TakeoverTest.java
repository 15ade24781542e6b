// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.Random;
import org.election4j.Takeover;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.Test;

/** R2 to R4: how soon a leader that died is followed, and never sooner than it can still believe in itself. */
class TakeoverTest {

    private static final int PHASES = 200;

    private final Random random = new Random(20_260_101);

    private Duration random(double leases) {
        return Duration.ofNanos((long) (random.nextDouble() * leases * LEASE.toNanos()));
    }

    /** Kills a leader at a random phase of its heartbeats and of the standby's polls; from its last heartbeat on. */
    private Duration takeover(FakeCluster cluster, Takeover rule, Duration latency) {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(0.5).plus(random(1)));
        FakeCluster.Member b = cluster.member(FakeCluster.settings("b", LEASE, rule));
        a.process.latency(latency, latency);
        b.process.latency(latency, latency);
        cluster.advance(leases(1).plus(random(2)));
        SessionRecord last = cluster.sessionOf("a");
        cluster.stepUntil(() -> !cluster.sessionOf("a").nonce().equals(last.nonce()));
        Duration heard = cluster.time.elapsed();
        cluster.advance(random(0.19));
        a.process.kill();
        cluster.untilLeads(b, leases(2));
        return cluster.time.elapsed().minus(heard);
    }

    @Test
    void a_standby_with_a_longer_lease_leaves_a_healthy_leader_alone() {
        for (boolean hints : new boolean[] {true, false}) {
            FakeCluster cluster = new FakeCluster(
                    builder -> builder.neverUsed(leases(6)).hintsOn(hints ? Runnable::run : hint -> {}));
            FakeCluster.Member a = cluster.member("a");
            FakeCluster.Member b = cluster.member(FakeCluster.settings("b", leases(6), Takeover.OBSERVED));
            cluster.elect(a, b);
            cluster.advance(leases(30));
            RecordKey session = cluster.sessionOf("a").key();
            assertThat(b.faults.history())
                    .filteredOn(call -> call.keys().contains(session))
                    .isNotEmpty()
                    .allMatch(call -> call.operation().name().startsWith("READ"));
        }
    }

    @Test
    void a_killed_leader_is_followed_within_a_lease_and_a_renewal_of_its_last_heartbeat() {
        for (int i = 0; i < PHASES; i++) {
            Duration taken = takeover(new FakeCluster(), Takeover.OBSERVED, Duration.ZERO);
            assertThat(taken).as("phase %s", i).isBetween(LEASE, leases(1.2).plusMillis(50));
        }
    }

    @Test
    void a_killed_leader_is_followed_in_time_without_hints_and_without_a_store_clock_too() {
        for (int i = 0; i < PHASES; i++) {
            FakeCluster cluster = new FakeCluster(
                    builder -> builder.neverUsed(LEASE).withoutClock().hintsOn(hint -> {}));
            Duration taken = takeover(cluster, Takeover.OBSERVED, Duration.ZERO);
            assertThat(taken).as("phase %s", i).isBetween(LEASE, leases(1.2).plusMillis(50));
        }
    }

    /** As on ZooKeeper: hints say nothing of a death, and nothing tells when a heartbeat is to be expected. */
    @Test
    void a_killed_leader_is_followed_in_time_with_hints_and_without_a_store_clock() {
        for (int i = 0; i < PHASES; i++) {
            FakeCluster cluster =
                    new FakeCluster(builder -> builder.neverUsed(LEASE).withoutClock());
            Duration taken = takeover(cluster, Takeover.OBSERVED, Duration.ZERO);
            assertThat(taken).as("phase %s", i).isBetween(LEASE, leases(1.2).plusMillis(50));
        }
    }

    @Test
    void the_store_clock_lets_a_killed_leader_be_followed_as_soon_as_it_has_expired() {
        for (int i = 0; i < PHASES; i++) {
            Duration taken = takeover(new FakeCluster(), Takeover.STORE_CLOCK, Duration.ZERO);
            assertThat(taken).as("phase %s", i).isBetween(LEASE, LEASE.plusMillis(15));
        }
    }

    @Test
    void latency_delays_a_takeover_by_a_few_round_trips_only() {
        for (int i = 0; i < 50; i++) {
            Duration taken = takeover(new FakeCluster(), Takeover.OBSERVED, Duration.ofMillis(5));
            assertThat(taken).as("phase %s", i).isBetween(LEASE, leases(1.2).plusMillis(100));
        }
    }

    @Test
    void a_store_clock_that_jumped_forward_takes_nothing_from_a_leader_that_is_alive() {
        FakeCluster cluster = new FakeCluster();
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        for (int i = 0; i < 10; i++) {
            cluster.namespace.shiftClock(leases(100));
            cluster.advance(leases(1).plus(random(1)));
        }
        assertThat(a.leads()).isTrue();
        assertThat(a.diary.losses()).isEmpty();
    }

    @Test
    void a_store_clock_that_jumped_back_delays_a_takeover_by_a_lease_at_most() {
        for (int i = 0; i < 20; i++) {
            FakeCluster cluster = new FakeCluster();
            FakeCluster.Member a = cluster.member("a");
            FakeCluster.Member b = cluster.member("b");
            cluster.elect(a, b);
            cluster.advance(random(2));
            a.process.kill();
            cluster.namespace.shiftClock(leases(-1000));
            assertThat(cluster.untilLeads(b, leases(3)))
                    .isLessThanOrEqualTo(leases(2.2).plusMillis(250));
        }
    }

    @Test
    void a_session_is_revoked_by_its_own_lease_and_not_by_that_of_the_rival() {
        FakeCluster cluster = new FakeCluster(builder -> builder.neverUsed(leases(10)));
        FakeCluster.Member a = cluster.member(FakeCluster.settings("a", leases(4), Takeover.OBSERVED));
        cluster.advance(leases(1));
        FakeCluster.Member b = cluster.member("b");
        cluster.advance(leases(1));
        a.process.kill();
        cluster.advance(leases(3));
        assertThat(b.leads()).isFalse();
        cluster.advance(leases(2));
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_graceful_handover_needs_a_heartbeat_and_two_statements() {
        FakeCluster cluster = new FakeCluster();
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        cluster.advance(leases(1.03));
        for (FakeCluster.Member member : cluster.members) {
            member.store.reset();
        }
        a.elector.handOver("b");
        cluster.stepUntil(b::leads);
        assertThat(writes(a)).as("statements of the old leader").isEqualTo(2);
        assertThat(b.store.calls(StoreOperation.WRITE_ELECTION)).isOne();
    }

    private static long writes(FakeCluster.Member member) {
        return member.store.calls(StoreOperation.WRITE_ELECTION) + member.store.calls(StoreOperation.WRITE_SESSION);
    }

    @Test
    void a_takeover_is_not_the_moment_to_clear_up() {
        FakeCluster cluster = new FakeCluster();
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        cluster.advance(leases(20));
        a.process.kill();
        b.store.reset();
        cluster.untilLeads(b, leases(2));
        cluster.advance(leases(0.9));
        assertThat(b.store.calls(StoreOperation.SWEEP)).isZero();
        cluster.advance(leases(0.8));
        assertThat(b.store.calls(StoreOperation.SWEEP)).as("but soon").isOne();
    }

    @Test
    void ten_standbys_elect_one_successor() {
        FakeCluster cluster = new FakeCluster();
        FakeCluster.Member a = cluster.member("a");
        for (int i = 0; i < 10; i++) {
            cluster.advance(random(0.1));
            cluster.member("standby " + i);
        }
        cluster.advance(leases(1));
        for (int i = 0; i < 5; i++) {
            FakeCluster.Member leader = cluster.leaders().get(0);
            leader.process.kill();
            cluster.advance(leases(1.3));
            assertThat(cluster.leaders()).hasSize(1).doesNotContain(leader);
        }
        assertThat(a.leads()).isFalse();
    }
}
