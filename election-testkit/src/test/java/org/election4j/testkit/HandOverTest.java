// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.RecordKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A handover first asks whether there is anybody to hand over to, and costs nothing if there is not. */
class HandOverTest {

    private static final Duration MOMENT = Duration.ofMillis(100);

    private final FakeCluster cluster = new FakeCluster();
    private final FakeCluster.Member a = cluster.member("a");
    private final FakeCluster.Member b = cluster.member("b");

    @BeforeEach
    void elect() {
        cluster.elect(a, b);
    }

    private CompletableFuture<ResignOutcome> handOver(String to) {
        return a.elector.handOver(to).toCompletableFuture();
    }

    @Test
    void a_candidate_that_is_there_gets_the_election() {
        CompletableFuture<ResignOutcome> outcome = handOver("b");
        cluster.advance(MOMENT);
        assertThat(outcome).isCompletedWithValue(ResignOutcome.RELEASED);
        assertThat(b.leads()).isTrue();
        assertThat(a.diary.reasons()).containsExactly(LossReason.HANDED_OVER);
    }

    @Test
    void a_candidate_that_no_live_session_has_is_refused_and_the_leader_leads_on() {
        Leadership leadership = a.leadership();
        for (String absent : new String[] {"nobody", "c"}) {
            cluster.member("c").process.candidate().close();
            CompletableFuture<ResignOutcome> outcome = handOver(absent);
            assertThat(leadership.isValid()).isTrue();
            cluster.advance(MOMENT);
            assertThat(outcome).isCompletedWithValue(ResignOutcome.REFUSED);
        }
        cluster.advance(leases(3));
        assertThat(leadership.isValid()).isTrue();
        assertThat(a.diary.reasons()).isEmpty();
    }

    @Test
    void a_store_that_does_not_say_who_is_there_costs_nothing() {
        Leadership leadership = a.leadership();
        a.faults.always(StoreOperation.LIST, new Fault.ErrorBefore(new IllegalStateException("on purpose")));
        CompletableFuture<ResignOutcome> unanswered = handOver("b");
        cluster.advance(MOMENT);
        assertThat(unanswered).isCompletedWithValue(ResignOutcome.REFUSED);
        cluster.advance(leases(3));
        assertThat(leadership.isValid()).isTrue();
        assertThat(a.gains()).isOne();
    }

    @Test
    void what_is_asked_for_meanwhile_is_done_if_the_handover_is_refused() {
        CompletableFuture<ResignOutcome> refused = handOver("nobody");
        CompletableFuture<ResignOutcome> resigned = a.elector.resign().toCompletableFuture();
        cluster.advance(MOMENT);
        assertThat(refused).isCompletedWithValue(ResignOutcome.REFUSED);
        assertThat(resigned).isCompletedWithValue(ResignOutcome.RELEASED);
        assertThat(a.diary.reasons()).containsExactly(LossReason.RESIGNED);
        assertThat(b.leads()).isTrue();
    }

    /** On real threads: the heartbeat lane is not the one that looks. */
    @Test
    void a_look_that_never_ends_is_refused_while_heartbeats_go_on() throws Exception {
        Duration lease = Duration.ofSeconds(2);
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean hangs = new AtomicBoolean();
        LeaseStore store = new DelegatingLeaseStore(
                InMemoryLeaseStore.builder().neverUsed(lease).build()) {
            @Override
            public ListOutcome list(RecordKind kind, Attempt attempt) {
                try {
                    if (hangs.get()) {
                        never.await();
                    }
                } catch (InterruptedException e) {
                    return new ListOutcome.Unknown(e);
                }
                return super.list(kind, attempt);
            }
        };
        try (LeaderElector elector =
                LeaderElector.builder(store, "e").lease(lease).start()) {
            Leadership leadership =
                    elector.awaitLeadership(Duration.ofSeconds(40)).orElseThrow();
            hangs.set(true);
            CompletableFuture<ResignOutcome> outcome = elector.handOver("b").toCompletableFuture();
            assertThat(outcome.get(40, TimeUnit.SECONDS)).isEqualTo(ResignOutcome.REFUSED);
            int beats = elector.candidate().status().heartbeats().size();
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> elector.candidate().status().heartbeats().size() > beats || !leadership.isValid());
            assertThat(leadership.isValid()).isTrue();
        } finally {
            never.countDown();
        }
    }

    @Test
    void closing_meanwhile_leaves_nobody_without_an_answer() {
        a.process.latency(leases(0.1), Duration.ZERO);
        CompletableFuture<ResignOutcome> outcome = handOver("nobody");
        a.process.candidate().close();
        cluster.time.runDue();
        assertThat(outcome).isDone();
        cluster.advance(leases(2));
        assertThat(b.leads()).isTrue();
    }

    @Test
    void a_standby_has_nothing_to_hand_over() {
        assertThat(b.elector.handOver("nobody").toCompletableFuture()).isCompletedWithValue(ResignOutcome.NOT_LEADING);
    }
}
