// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.ResignOutcome;
import org.election4j.testkit.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The samples in real time, on a store in memory. */
@Timeout(30)
class QuickstartTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final InMemoryLeaseStore store =
            InMemoryLeaseStore.builder().neverUsed(SOON).build();

    private LeaderElector leader(String election) throws InterruptedException {
        LeaderElector elector = LeaderElector.builder(store, election).start();
        assertThat(elector.awaitLeadership(SOON)).isPresent();
        return elector;
    }

    @Test
    void a_role_starts_and_stops_with_the_leadership() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        LeaderRole.Scheduler scheduler = new LeaderRole.Scheduler() {
            @Override
            public void start(Leadership leadership) {
                heard.add("start");
            }

            @Override
            public void stop() {
                heard.add("stop");
            }
        };
        try (LeaderElector elector = LeaderRole.start(store, scheduler)) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("start");
            assertThat(elector.isLeader()).isTrue();
        }
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("stop");
    }

    @Test
    void a_report_is_written_by_the_leader_only() throws Exception {
        try (LeaderElector leader = leader("report");
                LeaderElector standby =
                        LeaderElector.builder(store.anotherHandle(), "report").start()) {
            assertThat(new HourlyReport(leader, leadership -> 3).runNow()).startsWith("wrote 3 pages in term ");
            assertThat(new HourlyReport(standby, leadership -> 3).runNow()).isEqualTo("left to the leader");
            assertThat(new HourlyReport(leader, leadership -> {
                                throw new IllegalStateException("no paper");
                            })
                            .runNow())
                    .isEqualTo("failed: no paper");
        }
    }

    @Test
    void a_program_may_wait_until_it_leads() throws Exception {
        try (LeaderElector elector = LeaderElector.builder(store, "report").start()) {
            assertThat(new HourlyReport(elector, leadership -> 5).runOnce()).isEqualTo(5);
        }
        LeaderElector closed = leader("other");
        closed.close();
        assertThatThrownBy(() -> new HourlyReport(closed, leadership -> 5).runOnce())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_leader_that_steps_down_stays_out() throws Exception {
        try (LeaderElector elector = leader("e")) {
            assertThat(Maintenance.stepDown(elector).toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isEqualTo(ResignOutcome.RELEASED);
            assertThat(elector.isLeader()).isFalse();
        }
    }

    @Test
    void a_leader_hands_over_to_a_named_candidate() throws Exception {
        try (LeaderElector elector = leader("e");
                Candidate other =
                        Candidate.builder(store.anotherHandle()).id("other").start()) {
            LeaderElector successor = other.elector("e").start();
            assertThat(Maintenance.giveTo(elector, "other")
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS))
                    .isEqualTo(ResignOutcome.RELEASED);
            assertThat(successor.awaitLeadership(SOON)).isPresent();
        }
    }

    @Test
    void a_router_follows_the_leader() throws Exception {
        BlockingQueue<String> routes = new LinkedBlockingQueue<>();
        try (Candidate observer = Candidate.builder(store.anotherHandle()).start();
                Router router = new Router(observer, routes::add);
                LeaderElector elector = Tuned.start(store, leadership -> new CountDownLatch(1).await())) {
            assertThat(elector.awaitLeadership(SOON)).isPresent();
            String route = routes.poll(10, TimeUnit.SECONDS);
            while (!"10.0.3.7:8080".equals(route)) {
                assertThat(route).as("the next route").isEqualTo("nobody");
                route = routes.poll(10, TimeUnit.SECONDS);
            }
            assertThat(router.leader()).isEqualTo("billing-7f9c");
            elector.candidate().close();
        }
    }

    @Test
    void one_candidate_takes_part_in_many_elections() throws Exception {
        BlockingQueue<String> gained = new LinkedBlockingQueue<>();
        LeadershipListener listener = new LeadershipListener() {
            @Override
            public void onGained(Leadership leadership) {
                gained.add(leadership.electionName());
            }
        };
        List<String> shards = List.of("shard-1", "shard-2", "shard-3");
        try (Candidate candidate = ManyElections.start(store, shards, listener)) {
            List<String> first = List.of(take(gained), take(gained), take(gained));
            assertThat(first).containsExactlyInAnyOrderElementsOf(shards);
            assertThat(candidate.status().leading()).isEqualTo(3);
        }
    }

    private static String take(BlockingQueue<String> queue) throws InterruptedException {
        return String.valueOf(queue.poll(10, TimeUnit.SECONDS));
    }
}
