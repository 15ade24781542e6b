// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.ELECTION;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;
import static org.election4j.testkit.FakeCluster.printCost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.election4j.spi.HintListener;
import org.junit.jupiter.api.Test;

/** Two hundred standbys of one election. The figures are printed, because users ask for them. */
class ManyStandbysTest {

    private static final int STANDBYS = 200;

    private final FakeCluster cluster = new FakeCluster();

    /** A leader and its standbys, started one after the other, after their number has become known. */
    private FakeCluster.Member many() {
        for (int i = 0; i <= STANDBYS; i++) {
            cluster.member("member " + i);
            cluster.advance(Duration.ofMillis(137));
        }
        cluster.advance(leases(25));
        return cluster.leaders().get(0);
    }

    private long calls() {
        return cluster.members.stream()
                .mapToLong(member -> member.store.calls())
                .sum();
    }

    private void reset() {
        cluster.members.forEach(member -> member.store.reset());
    }

    /** The most calls in a tenth of a second, during the given time. */
    private long mostAtOnce(Duration time) {
        long most = 0;
        for (long tenths = 0; tenths < time.toMillis() / 100; tenths++) {
            reset();
            cluster.advance(Duration.ofMillis(100));
            most = Math.max(most, calls());
        }
        return most;
    }

    private static long reads(CountingLeaseStore store) {
        return store.calls(StoreOperation.READ) + store.calls(StoreOperation.READ_ALL);
    }

    /** Those that look at the leader several times per lease, as all do in a small company. */
    private List<FakeCluster.Member> watching(FakeCluster.Member leader) {
        reset();
        cluster.advance(leases(1));
        List<FakeCluster.Member> watching = new ArrayList<>(cluster.members);
        watching.removeIf(member -> member == leader || reads(member.store) < 2);
        return watching;
    }

    @Test
    void standbys_are_told_how_many_they_are() {
        FakeCluster.Member leader = many();
        assertThat(cluster.sessionOf(leader.id).standbys()).isEqualTo(STANDBYS);
    }

    /** They leave sessions behind that look alive. Those who are left would all hold themselves to be the reserve. */
    @Test
    void whoever_has_died_is_not_counted() {
        FakeCluster.Member leader = many();
        List<FakeCluster.Member> standbys = new ArrayList<>(cluster.members);
        standbys.remove(leader);
        standbys.subList(3, STANDBYS).forEach(member -> member.process.kill());
        cluster.advance(leases(18));
        assertThat(cluster.sessionOf(leader.id).standbys()).isEqualTo(3);
        cluster.advance(leases(1));
        assertThat(watching(leader)).containsExactlyInAnyOrderElementsOf(standbys.subList(0, 3));
    }

    @Test
    void a_leader_and_200_standbys_make_45_calls_a_second_at_most_while_nothing_happens() {
        many();
        reset();
        cluster.advance(Duration.ofMinutes(10));
        double perSecond = calls() / 600.0;
        printCost("a leader and 200 standbys with hints, calls per second", perSecond);
        assertThat(perSecond).isLessThanOrEqualTo(45);
        long most = mostAtOnce(Duration.ofMinutes(1));
        printCost("a leader and 200 standbys with hints, most calls in 100 ms", most);
        assertThat(most).isLessThanOrEqualTo(25);
    }

    @Test
    void a_dead_leader_is_found_out_as_soon_as_by_few_standbys_and_without_a_stampede() {
        FakeCluster.Member leader = many();
        leader.process.kill();
        Duration killed = cluster.time.elapsed();
        long most = 0;
        while (cluster.leaders().isEmpty() || cluster.leaders().contains(leader)) {
            most = Math.max(most, mostAtOnce(Duration.ofMillis(100)));
        }
        Duration without = cluster.time.elapsed().minus(killed);
        most = Math.max(most, mostAtOnce(leases(4)));
        printCost("200 standbys, their leader dies: most calls in 100 ms", most);
        printCost("200 standbys, their leader dies: milliseconds without one", without.toMillis());
        assertThat(without).isLessThanOrEqualTo(LEASE.plus(LEASE.dividedBy(5)).plusMillis(100));
        assertThat(most).isLessThanOrEqualTo(100);
        assertThat(cluster.leaders()).hasSize(1).doesNotContain(leader);
    }

    @Test
    void a_resignation_is_followed_at_once_and_without_a_stampede() {
        FakeCluster.Member leader = many();
        reset();
        leader.elector.resign();
        cluster.advance(Duration.ofMillis(100));
        assertThat(cluster.leaders()).hasSize(1).doesNotContain(leader);
        long most = Math.max(calls(), mostAtOnce(leases(4)));
        printCost("200 standbys, their leader resigns: most calls in 100 ms", most);
        assertThat(most).isLessThan(STANDBYS);
    }

    @Test
    void whoever_takes_over_knows_how_many_stand_by() {
        FakeCluster.Member leader = many();
        leader.elector.resign();
        cluster.advance(leases(0.5));
        assertThat(cluster.sessionOf(cluster.leaders().get(0).id).standbys()).isBetween(STANDBYS - 1, STANDBYS);
    }

    @Test
    void one_of_the_reserve_leads_some_leases_later_if_all_who_watch_closely_are_gone() {
        FakeCluster.Member leader = many();
        List<FakeCluster.Member> watching = watching(leader);
        printCost("of 200 standbys, how many watch closely", watching.size());
        assertThat(watching).hasSizeBetween(3, 30);
        watching.forEach(member -> member.process.kill());
        leader.process.kill();
        cluster.advance(leases(6));
        assertThat(cluster.leaders()).hasSize(1);
    }

    @Test
    void a_named_successor_is_in_time_even_if_it_is_one_of_the_reserve() {
        FakeCluster.Member leader = many();
        List<FakeCluster.Member> reserve = new ArrayList<>(cluster.members);
        reserve.removeAll(watching(leader));
        reserve.remove(leader);
        FakeCluster.Member heir = reserve.get(0);
        leader.elector.handOver(heir.id);
        cluster.advance(Duration.ofSeconds(2));
        assertThat(heir.leads()).as("the heir leads: %s", heir.elector.status()).isTrue();
    }

    @Test
    void when_hints_stop_flowing_one_of_the_reserve_looks_as_often_as_in_a_small_company() {
        many();
        List<HintListener> watching = new ArrayList<>();
        CountingLeaseStore store = new CountingLeaseStore(new DelegatingLeaseStore(cluster.namespace) {
            @Override
            public Watch watch(HintListener hints) {
                watching.add(hints);
                hints.flowing(true);
                return () -> {};
            }
        });
        FakeProcess process = FakeProcess.start(store, cluster.time, "deaf", LEASE);
        process.candidate().elector(ELECTION).start();
        cluster.advance(leases(2));
        store.reset();
        cluster.advance(leases(6));
        assertThat(reads(store)).as("looks of the reserve in six leases").isBetween(1L, 4L);
        watching.forEach(hints -> hints.flowing(false));
        store.reset();
        cluster.advance(leases(1));
        assertThat(reads(store)).as("looks in one lease without hints").isBetween(4L, 7L);
    }

    @Test
    void an_outage_makes_standbys_ask_less_than_once_a_second_each() {
        many();
        cluster.members.forEach(member -> member.faults.outage(true));
        cluster.advance(leases(1));
        reset();
        cluster.advance(leases(5));
        double perSecond = calls() / 50.0;
        printCost("a leader and 200 standbys in an outage, calls per second", perSecond);
        assertThat(perSecond).isLessThanOrEqualTo(STANDBYS);
        cluster.members.forEach(member -> member.faults.outage(false));
        cluster.advance(leases(1.5));
        assertThat(cluster.leaders()).hasSize(1);
    }
}
