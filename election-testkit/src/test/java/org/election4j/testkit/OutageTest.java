// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import org.election4j.ElectorStatus;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.junit.jupiter.api.Test;

/** The store is gone, for one or for all. */
class OutageTest {

    private final FakeCluster cluster = new FakeCluster();
    private final FakeCluster.Member a = cluster.member("a");
    private final FakeCluster.Member b = cluster.member("b");

    private void outage(boolean on) {
        cluster.members.forEach(member -> member.faults.outage(on));
    }

    @Test
    void nobody_leads_without_a_store_and_one_leads_soon_after_it_is_back() {
        cluster.elect(a, b);
        outage(true);
        cluster.advance(leases(0.6));
        assertThat(cluster.leaders()).isEmpty();
        cluster.advance(leases(9.4));
        assertThat(cluster.leaders()).isEmpty();
        assertThat(a.diary.reasons()).containsExactly(LossReason.RENEWAL_TIMED_OUT);
        outage(false);
        Duration back = cluster.time.elapsed();
        cluster.stepUntil(() -> !cluster.leaders().isEmpty());
        assertThat(cluster.time.elapsed().minus(back)).isLessThan(leases(1.4));
    }

    @Test
    void an_outage_shorter_than_the_stop_costs_nothing() {
        cluster.elect(a, b);
        for (int i = 0; i < 20; i++) {
            outage(true);
            cluster.advance(leases(0.25));
            outage(false);
            cluster.advance(leases(0.4));
        }
        assertThat(a.leads()).isTrue();
        assertThat(a.diary.losses()).isEmpty();
    }

    @Test
    void a_standby_that_cannot_read_takes_nothing_over_when_it_can_again() {
        cluster.elect(a, b);
        b.faults.outage(true);
        cluster.advance(leases(5));
        b.faults.outage(false);
        cluster.advance(leases(3));
        assertThat(a.leads()).isTrue();
        assertThat(b.gains()).isZero();
    }

    @Test
    void a_candidate_that_starts_without_a_store_leads_when_it_comes() {
        outage(true);
        cluster.advance(leases(10));
        assertThat(a.elector.status().state()).isEqualTo(ElectorStatus.State.STARTING);
        assertThat(a.elector.status().lastError()).isNotNull();
        outage(false);
        cluster.advance(leases(1));
        assertThat(cluster.leaders()).hasSize(1);
    }

    @Test
    void closing_without_a_store_is_bounded_and_calls_back() {
        cluster.elect(a, b);
        outage(true);
        Duration start = cluster.time.elapsed();
        a.process.candidate().close();
        assertThat(cluster.time.elapsed().minus(start)).isLessThanOrEqualTo(leases(3));
        a.diary.assertOver();
        assertThat(a.diary.reasons()).containsExactly(LossReason.CLOSED);
        outage(false);
        cluster.advance(leases(2.5));
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_resignation_without_a_store_is_done_when_it_is_back() {
        cluster.elect(a, b);
        outage(true);
        var resignation = a.elector.resign().toCompletableFuture();
        cluster.advance(leases(0.3));
        assertThat(resignation).isNotDone();
        outage(false);
        cluster.advance(leases(0.3));
        assertThat(resignation).isCompletedWithValue(ResignOutcome.RELEASED);
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_resignation_during_a_long_outage_is_answered_in_the_end() {
        cluster.elect(a, b);
        a.faults.outage(true);
        var resignation = a.elector.resign().toCompletableFuture();
        cluster.advance(leases(5));
        assertThat(b.leads()).isTrue();
        a.faults.outage(false);
        cluster.advance(leases(1));
        assertThat(resignation).isCompletedWithValue(ResignOutcome.LOST);
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_candidate_that_can_write_but_not_read_does_no_harm() {
        cluster.elect(a, b);
        a.faults.always(StoreOperation.READ_ALL, new Fault.LostReply());
        a.faults.always(StoreOperation.READ, new Fault.LostReply());
        cluster.advance(leases(10));
        assertThat(a.leads()).isTrue();
        a.faults.next(StoreOperation.WRITE_SESSION, new Fault.LostReply());
        cluster.advance(leases(3));
        assertThat(cluster.leaders()).containsExactly(b);
        a.faults.clear();
        cluster.advance(leases(2));
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_candidate_that_can_read_but_not_write_stops_and_takes_nothing() {
        cluster.elect(a, b);
        a.faults.always(StoreOperation.WRITE_SESSION, new Fault.LostRequest());
        a.faults.always(StoreOperation.WRITE_ELECTION, new Fault.LostRequest());
        a.faults.always(StoreOperation.WRITE_ALL, new Fault.LostRequest());
        cluster.advance(leases(2));
        assertThat(b.leads()).isTrue();
        b.process.kill();
        cluster.advance(leases(3));
        assertThat(cluster.leaders()).isEmpty();
        a.faults.clear();
        cluster.advance(leases(2));
        assertThat(a.leads()).isTrue();
    }

    @Test
    void a_slow_store_within_the_limits_costs_nothing() {
        a.process.latency(Duration.ofMillis(600), Duration.ofMillis(600));
        b.process.latency(Duration.ofMillis(600), Duration.ofMillis(600));
        cluster.advance(leases(2));
        assertThat(cluster.leaders()).hasSize(1);
        cluster.advance(leases(20));
        assertThat(a.gains() + b.gains()).isOne();
    }
}
