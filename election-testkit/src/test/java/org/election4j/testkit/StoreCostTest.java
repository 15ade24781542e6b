// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;
import static org.election4j.testkit.FakeCluster.printCost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.election4j.LeaderElector;
import org.junit.jupiter.api.Test;

/** What an election costs its store, with a lease of ten seconds. The figures are printed, because users ask for them. */
class StoreCostTest {

    private static final int MANY = 10_000;

    private final FakeCluster cluster = new FakeCluster();

    private static FakeCluster mute() {
        return new FakeCluster(builder -> builder.neverUsed(LEASE).hintsOn(hint -> {}));
    }

    /** Calls per minute, counted over ten minutes. */
    private static double perMinute(FakeCluster cluster, FakeCluster.Member... members) {
        cluster.advance(leases(3));
        for (FakeCluster.Member member : members) {
            member.store.reset();
        }
        cluster.advance(Duration.ofMinutes(10));
        long calls = 0;
        for (FakeCluster.Member member : members) {
            calls += member.store.calls();
        }
        return calls / 10.0;
    }

    @Test
    void a_lone_leader_makes_forty_calls_a_minute_at_most() {
        double calls = perMinute(cluster, cluster.member("a"));
        printCost("a lone leader, calls per minute", calls);
        assertThat(calls).isLessThanOrEqualTo(40);
    }

    @Test
    void a_leader_and_four_standbys_make_145_calls_a_minute_at_most() {
        List<FakeCluster.Member> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            members.add(cluster.member("member " + i));
            cluster.advance(Duration.ofMillis(737));
        }
        double calls = perMinute(cluster, members.toArray(FakeCluster.Member[]::new));
        printCost("a leader and four standbys with hints, calls per minute", calls);
        assertThat(calls).isLessThanOrEqualTo(145);
    }

    /** Nothing says when to look, so it looks twice as often; as on ZooKeeper. */
    @Test
    void a_standby_without_a_store_clock_makes_45_calls_a_minute_at_most() {
        FakeCluster timeless =
                new FakeCluster(builder -> builder.neverUsed(LEASE).withoutClock());
        FakeCluster.Member leading = timeless.member("leader");
        FakeCluster.Member standby = timeless.member("standby");
        timeless.elect(leading, standby);
        double calls = perMinute(timeless, standby);
        printCost("a standby with hints and without a store clock, calls per minute", calls);
        assertThat(calls).isLessThanOrEqualTo(45);
    }

    @Test
    void a_standby_costs_less_with_hints_than_without() {
        FakeCluster.Member leader = cluster.member("leader");
        FakeCluster.Member standby = cluster.member("standby");
        cluster.elect(leader, standby);
        double with = perMinute(cluster, standby);
        FakeCluster mute = mute();
        FakeCluster.Member other = mute.member("leader");
        FakeCluster.Member polling = mute.member("standby");
        mute.elect(other, polling);
        double without = perMinute(mute, polling);
        printCost("a standby with hints, calls per minute", with);
        printCost("a standby without hints, calls per minute", without);
        assertThat(with).isLessThanOrEqualTo(28);
        assertThat(without).isLessThanOrEqualTo(45);
    }

    private static List<LeaderElector> many(FakeCluster.Member member) {
        List<LeaderElector> electors = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            electors.add(member.process.candidate().elector("election " + i).start());
        }
        return electors;
    }

    @Test
    void ten_thousand_elections_are_won_in_batches_and_led_with_one_heartbeat() {
        FakeCluster.Member a = cluster.member("a");
        List<LeaderElector> electors = many(a);
        cluster.advance(leases(1));
        assertThat(electors).allMatch(LeaderElector::isLeader);
        printCost("winning 10,000 elections, calls", a.store.calls());
        assertThat(a.store.calls()).isLessThanOrEqualTo(60);
        assertThat(a.store.records(StoreOperation.WRITE_ELECTION)).isLessThanOrEqualTo(MANY + 1L);
        cluster.advance(leases(1));
        a.store.reset();
        cluster.advance(Duration.ofMinutes(1));
        printCost("leading 10,000 elections, heartbeats per minute", a.store.calls(StoreOperation.WRITE_SESSION));
        printCost("leading 10,000 elections, calls per minute", a.store.calls());
        assertThat(a.store.calls(StoreOperation.WRITE_SESSION)).isEqualTo(30);
        assertThat(a.store.calls()).isLessThanOrEqualTo(65);
        assertThat(a.store.calls(StoreOperation.WRITE_ELECTION) + a.store.calls(StoreOperation.WRITE_ALL))
                .isZero();
    }

    @Test
    void a_standby_of_ten_thousand_elections_makes_a_handful_of_calls_per_poll() {
        FakeCluster.Member a = cluster.member("a");
        many(a);
        cluster.advance(leases(1));
        FakeCluster.Member b = cluster.member("b");
        List<LeaderElector> standbys = many(b);
        cluster.advance(leases(2));
        b.store.reset();
        cluster.advance(Duration.ofMinutes(1));
        printCost("standing by in 10,000 elections, calls per minute", b.store.calls());
        assertThat(b.store.calls()).isLessThanOrEqualTo(90);
        assertThat(standbys).noneMatch(LeaderElector::isLeader);
        a.process.kill();
        b.store.reset();
        cluster.advance(leases(1.3));
        printCost("taking 10,000 elections over, calls", b.store.calls());
        assertThat(standbys).allMatch(LeaderElector::isLeader);
        assertThat(b.store.calls()).isLessThanOrEqualTo(80);
    }

    @Test
    void a_thousand_standby_elections_cost_a_handful_of_calls_per_poll() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        for (FakeCluster.Member member : cluster.members) {
            for (int i = 0; i < 1_000; i++) {
                member.process.candidate().elector("election " + i).start();
            }
            cluster.advance(Duration.ofSeconds(1));
        }
        assertThat(a.leads()).isTrue();
        double calls = perMinute(cluster, b);
        printCost("standing by in 1,000 elections, calls per minute", calls);
        assertThat(calls).isLessThanOrEqualTo(75);
    }

    @Test
    void giving_ten_thousand_elections_up_is_batched_too() {
        FakeCluster.Member a = cluster.member("a");
        many(a);
        cluster.advance(leases(2));
        a.store.reset();
        a.process.candidate().close();
        printCost("leaving 10,000 elections, calls", a.store.calls());
        assertThat(a.store.calls()).isLessThanOrEqualTo(30);
        assertThat(a.store.records(StoreOperation.WRITE_ELECTION)).isEqualTo(MANY + 1L);
    }

    @Test
    void a_candidate_without_elections_costs_next_to_nothing() {
        CountingLeaseStore store = new CountingLeaseStore(cluster.namespace);
        FakeProcess.start(store, cluster.time, "idle", LEASE);
        cluster.advance(leases(2));
        store.reset();
        cluster.advance(Duration.ofMinutes(1));
        printCost("a candidate without elections, calls per minute", store.calls());
        assertThat(store.calls()).isLessThanOrEqualTo(20);
    }
}
