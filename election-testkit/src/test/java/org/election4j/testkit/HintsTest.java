// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.ELECTION;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.junit.jupiter.api.Test;

/** Hints make elections faster. Lost, late, repeated or forged ones change nothing else. */
class HintsTest {

    private final FakeCluster cluster = new FakeCluster();

    @Test
    void a_watch_that_cannot_be_started_is_tried_again() {
        FakeTime time = new FakeTime();
        AtomicInteger watches = new AtomicInteger();
        LeaseStore store = new DelegatingLeaseStore(
                InMemoryLeaseStore.builder().ticker(time).build()) {
            @Override
            public Watch watch(HintListener hints) {
                if (watches.getAndIncrement() < 2) {
                    throw new OutOfMemoryError("unable to create native thread, on purpose");
                }
                return super.watch(hints);
            }
        };
        FakeProcess process = FakeProcess.start(store, time, "a", FakeCluster.LEASE);
        process.candidate().elector("e").start();
        time.advance(FakeCluster.LEASE.multipliedBy(5));
        assertThat(watches.get()).isEqualTo(3);
        process.candidate().close();
    }

    @Test
    void a_release_is_seen_at_the_next_poll_when_its_hint_was_lost() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        b.faults.loseHints(true);
        a.elector.resign();
        assertThat(cluster.untilLeads(b, leases(0.5)))
                .isLessThanOrEqualTo(leases(0.41).plusMillis(25));
    }

    @Test
    void a_release_is_seen_within_a_fifth_of_the_lease_where_nothing_is_pushed() {
        FakeCluster mute = new FakeCluster(builder -> builder.neverUsed(LEASE).hintsOn(hint -> {}));
        FakeCluster.Member a = mute.member("a");
        FakeCluster.Member b = mute.member("b");
        mute.elect(a, b);
        mute.advance(leases(3.3));
        a.elector.resign();
        assertThat(mute.untilLeads(b, leases(0.5)))
                .isLessThanOrEqualTo(leases(0.2).plusMillis(25));
    }

    @Test
    void a_standby_of_thousands_of_elections_sees_a_release_by_the_holders_counter() {
        FakeCluster mute = new FakeCluster(builder -> builder.neverUsed(LEASE).hintsOn(hint -> {}));
        FakeCluster.Member a = mute.member("a");
        FakeCluster.Member b = mute.member("b");
        for (FakeCluster.Member member : mute.members) {
            for (int i = 0; i < 2_000; i++) {
                member.process.candidate().elector("election " + i).start();
            }
            mute.advance(Duration.ofSeconds(1));
        }
        mute.advance(leases(2.3));
        a.elector.resign();
        assertThat(mute.untilLeads(b, leases(0.5)))
                .isLessThanOrEqualTo(leases(0.21).plusMillis(25));
    }

    @Test
    void polls_become_more_frequent_while_hints_do_not_flow() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        cluster.advance(leases(1));
        b.store.reset();
        cluster.advance(leases(6));
        long flowing = b.store.calls(StoreOperation.READ_ALL);
        FakeCluster mute = new FakeCluster(builder -> builder.neverUsed(LEASE).hintsOn(hint -> {}));
        FakeCluster.Member c = mute.member("c");
        FakeCluster.Member d = mute.member("d");
        mute.elect(c, d);
        mute.advance(leases(1));
        d.store.reset();
        mute.advance(leases(6));
        assertThat(d.store.calls(StoreOperation.READ_ALL)).isBetween(flowing * 3 / 2, flowing * 5 / 2);
    }

    @Test
    void a_flood_of_forged_hints_costs_a_bounded_number_of_reads() {
        List<HintListener> watching = new ArrayList<>();
        LeaseStore forging = new DelegatingLeaseStore(cluster.namespace) {
            @Override
            public Watch watch(HintListener hints) {
                watching.add(hints);
                hints.flowing(true);
                return () -> {};
            }
        };
        CountingLeaseStore store = new CountingLeaseStore(forging);
        FakeProcess process = FakeProcess.start(store, cluster.time, "a", LEASE);
        process.latency(Duration.ofMillis(1), Duration.ofMillis(1));
        FakeCluster.Member leader = cluster.member("leader");
        cluster.advance(Duration.ofMillis(1));
        var elector = process.candidate().elector(ELECTION).start();
        cluster.advance(leases(1));
        assertThat(leader.leads()).isTrue();
        store.reset();
        for (int i = 0; i < 10_000; i++) {
            watching.forEach(hints -> hints.changed(ELECTION));
            watching.forEach(hints -> hints.changed(UUID.randomUUID().toString()));
            cluster.advance(Duration.ofMillis(1));
        }
        assertThat(store.calls()).isLessThan(10 * 25);
        assertThat(leader.leads()).isTrue();
        assertThat(elector.isLeader()).isFalse();
    }
}
