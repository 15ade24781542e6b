// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.ELECTION;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.List;
import org.election4j.ElectorStatus;
import org.election4j.LossReason;
import org.election4j.Takeover;
import org.election4j.spi.RecordKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R5: a store that fails over may have lost what it had acknowledged. */
class FailOverTest {

    private final FakeCluster cluster =
            new FakeCluster(builder -> builder.neverUsed(LEASE).epoch("1"));

    private FakeCluster fresh() {
        return new FakeCluster(builder -> builder.epoch("1"));
    }

    @Test
    void a_namespace_that_is_not_known_to_be_unused_waits_for_the_longest_lease_once() {
        FakeCluster fresh = fresh();
        FakeCluster.Member a = fresh.member("a");
        fresh.advance(leases(0.5));
        assertThat(a.elector.status().state()).isEqualTo(ElectorStatus.State.SETTLING);
        assertThat(a.elector.status().nextStep()).contains("old promises");
        assertThat(fresh.untilLeads(a, leases(1))).isGreaterThan(leases(0.4));
        FakeCluster.Member b = fresh.member("b");
        fresh.advance(leases(0.5));
        assertThat(b.elector.status().state()).isEqualTo(ElectorStatus.State.FOLLOWING);
        a.elector.resign();
        fresh.advance(Duration.ofMillis(1));
        assertThat(b.leads()).isTrue();
    }

    @Test
    void several_candidates_settle_a_namespace_together() {
        FakeCluster fresh = fresh();
        fresh.member("a");
        fresh.advance(leases(0.4));
        fresh.member("b");
        fresh.advance(leases(0.4));
        fresh.member("c");
        fresh.advance(leases(0.4));
        assertThat(fresh.leaders()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8})
    void whatever_a_failover_loses_nobody_leads_beside_another_and_one_leads_after_the_longest_lease(int lost) {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        FakeCluster.Member c = cluster.member("c");
        cluster.elect(a, b);
        assertThat(c.leads()).isFalse();
        cluster.advance(leases(0.3));
        a.elector.resign();
        cluster.advance(leases(0.05));
        cluster.namespace.failOver(lost);
        Duration failedOver = cluster.time.elapsed();
        cluster.advance(leases(0.5));
        cluster.stepUntil(() -> cluster.leaders().isEmpty());
        cluster.stepUntil(() -> !cluster.leaders().isEmpty());
        assertThat(cluster.time.elapsed().minus(failedOver)).isBetween(leases(1), leases(1.7));
    }

    @Test
    void a_leader_stops_as_soon_as_it_hears_of_the_failover() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        cluster.namespace.failOver(1);
        cluster.advance(leases(0.21));
        assertThat(a.diary.reasons()).containsExactly(LossReason.STORE_FAILED_OVER);
    }

    @Test
    void a_leader_that_is_cut_off_when_the_store_fails_over_stops_before_the_epoch_has_settled() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        a.faults.outage(true);
        cluster.namespace.failOver(3);
        cluster.advance(leases(2));
        assertThat(b.leads()).isTrue();
        assertThat(a.diary.reasons()).containsExactly(LossReason.RENEWAL_TIMED_OUT);
    }

    @Test
    void terms_rise_over_failovers_that_lose_the_last_acquisition() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        long term = 0;
        for (int i = 0; i < 10; i++) {
            cluster.stepUntil(() -> !cluster.leaders().isEmpty());
            assertThat(cluster.leaders().get(0).leadership().term()).isGreaterThan(term);
            term = cluster.leaders().get(0).leadership().term();
            cluster.namespace.failOver(2);
            cluster.stepUntil(() -> cluster.leaders().isEmpty());
        }
        assertThat(a.gains() + b.gains()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void two_failovers_in_a_row_are_waited_out() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        cluster.namespace.failOver(1);
        cluster.advance(leases(0.7));
        cluster.namespace.failOver(3);
        Duration second = cluster.time.elapsed();
        cluster.stepUntil(() -> !cluster.leaders().isEmpty());
        assertThat(cluster.time.elapsed().minus(second)).isGreaterThanOrEqualTo(leases(1));
    }

    @Test
    void a_promotion_that_chose_an_epoch_of_another_one_is_caught_by_the_settlement() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        cluster.namespace.failOver(0, "2");
        cluster.advance(leases(2));
        assertThat(cluster.leaders()).hasSize(1);
        cluster.namespace.deleteByHand(RecordKey.STORE);
        cluster.advance(leases(1));
        cluster.leaders().forEach(leader -> leader.elector.resign());
        cluster.advance(leases(2.5));
        assertThat(cluster.leaders()).hasSize(1);
    }

    @Test
    void closing_in_an_epoch_that_is_not_settled_does_not_wait_for_it() {
        FakeCluster.Member a = cluster.member("a");
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        cluster.namespace.deleteByHand(RecordKey.STORE);
        a.elector.resign();
        cluster.advance(leases(0.2));
        Duration start = cluster.time.elapsed();
        a.process.candidate().close();
        assertThat(cluster.time.elapsed().minus(start)).isLessThan(leases(0.5));
        a.diary.assertOver();
        cluster.advance(leases(2));
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_resignation_while_the_namespace_is_looked_at_again_is_not_lost() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        a.process.latency(Duration.ofMillis(50), Duration.ofMillis(50));
        var other = a.process.candidate().elector("another").start();
        a.faults.next(StoreOperation.WRITE_ELECTION, new Fault.Duplicate());
        cluster.stepUntil(() -> a.faults.history().stream()
                .anyMatch(call -> call.keys().contains(new RecordKey.Election("another"))
                        && call.operation() == StoreOperation.WRITE_ELECTION));
        cluster.advance(Duration.ofMillis(60));
        var resignation = a.elector.resign().toCompletableFuture();
        cluster.advance(leases(0.5));
        assertThat(resignation).isCompletedWithValue(org.election4j.ResignOutcome.RELEASED);
        assertThat(other.isLeader()).isTrue();
    }

    @Test
    void a_lease_longer_than_the_namespace_allows_is_used_as_what_is_allowed() {
        FakeCluster.Member a = cluster.member(FakeCluster.settings("a", leases(2), Takeover.OBSERVED));
        cluster.advance(leases(3));
        assertThat(a.leads()).isTrue();
        assertThat(a.elector.status().lastError()).isNull();
        assertThat(a.process.candidate().status().lease()).isEqualTo(LEASE);
    }

    @Test
    void a_failover_that_loses_the_election_record_altogether_ends_in_a_higher_term() {
        FakeCluster.Member a = cluster.member("a");
        cluster.advance(leases(1));
        long term = a.leadership().term();
        cluster.namespace.deleteByHand(new RecordKey.Election(ELECTION));
        cluster.namespace.failOver(0);
        cluster.advance(leases(4));
        assertThat(a.leadership().term()).isGreaterThan(term);
        assertThat(List.of(a.gains())).containsExactly(2L);
    }
}
