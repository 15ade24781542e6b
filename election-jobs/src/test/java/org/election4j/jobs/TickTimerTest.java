// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.LossReason;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.testkit.InMemoryTickStore;
import org.election4j.testkit.ScriptedElector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs with a timer, on threads and in real time. */
@Timeout(60)
class TickTimerTest {

    private static final Schedule OFTEN = Schedule.every(Duration.ofMillis(100));

    private final ScriptedElector elector = new ScriptedElector("timed");
    private final InMemoryTickStore ticks = new InMemoryTickStore();
    private final BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Instant> ran = new LinkedBlockingQueue<>();
    private final Jobs jobs =
            Jobs.builder(elector).ticks(ticks).listener(events::add).build();

    @AfterEach
    void close() {
        jobs.close();
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("something should have come by now").isNotNull();
        return next;
    }

    @Test
    void a_job_runs_tick_after_tick_while_its_process_leads() throws Exception {
        jobs.oncePerTick("often", OFTEN).start(run -> ran.add(run.tick()));
        elector.grant();
        Instant first = take(ran);
        assertThat(take(ran)).isAfter(first);
        elector.lose(LossReason.RESIGNED);
        await().until(() -> elector.status().term() == 0);
        ran.clear();
        elector.grant();
        assertThat(take(ran)).as("once more, in the next term").isAfter(first);
    }

    @Test
    void no_tick_begins_before_its_time() throws Exception {
        jobs.oncePerTick("often", OFTEN).start(run -> {
            assertThat(Instant.now()).isAfterOrEqualTo(run.tick());
            ran.add(run.tick());
        });
        elector.grant();
        for (int i = 0; i < 5; i++) {
            take(ran);
        }
        assertThat(events).noneMatch(JobEvent.Failed.class::isInstance);
    }

    @Test
    void a_job_that_takes_its_time_holds_up_no_other() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        jobs.oncePerTick("slow", OFTEN).start(run -> end.await());
        jobs.oncePerTick("often", OFTEN).start(run -> ran.add(run.tick()));
        elector.grant();
        take(ran);
        take(ran);
        take(ran);
        end.countDown();
    }

    @Test
    void a_job_longer_than_its_period_is_not_run_beside_itself() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        jobs.oncePerTick("slow", OFTEN).catchUp(CatchUp.runOnce()).start(run -> {
            ran.add(run.tick());
            end.await();
        });
        elector.grant();
        Instant first = take(ran);
        assertThat(ran.poll(350, TimeUnit.MILLISECONDS))
                .as("while the first runs")
                .isNull();
        end.countDown();
        Instant next = take(ran);
        assertThat(next).isAfter(first.plusMillis(200));
        JobEvent event = take(events);
        while (!(event instanceof JobEvent.Missed)) {
            event = take(events);
        }
        assertThat(((JobEvent.Missed) event).first()).isEqualTo(first.plusMillis(100));
    }

    @Test
    void a_job_that_ignores_its_interruption_keeps_the_election_from_being_given_up() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        jobs.oncePerTick("stubborn", OFTEN).start(run -> {
            ran.add(run.tick());
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
        });
        elector.grant();
        take(ran);
        elector.resign();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(elector.status().state()).hasToString("DRAINING");
        end.countDown();
        await().until(() -> elector.status().term() == 0);
    }

    @Test
    void a_closed_job_runs_no_more_and_the_others_go_on() throws Exception {
        BlockingQueue<Instant> others = new LinkedBlockingQueue<>();
        TickJob job = jobs.oncePerTick("often", OFTEN).start(run -> ran.add(run.tick()));
        jobs.oncePerTick("other", OFTEN).start(run -> others.add(run.tick()));
        elector.grant();
        take(ran);
        job.close();
        await().until(() -> {
            ran.clear();
            others.clear();
            take(others);
            take(others);
            return ran.isEmpty();
        });
    }

    @Test
    void the_timer_ends_with_its_jobs_and_idles_when_the_elector_is_closed() throws Exception {
        jobs.oncePerTick("often", OFTEN).start(run -> ran.add(run.tick()));
        elector.grant();
        take(ran);
        elector.close();
        Thread timer = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("election4j-timed-jobs"))
                .filter(Thread::isAlive)
                .findFirst()
                .orElseThrow();
        assertThat(timer.isDaemon()).isTrue();
        await().until(() -> timer.getState() == Thread.State.TIMED_WAITING);
        jobs.close();
        timer.join(20_000);
        assertThat(timer.isAlive()).isFalse();
    }

    /** The whole of it: three processes, of which one after the other leaves, and no tick twice. */
    @Test
    void no_tick_runs_on_two_of_three_candidates() {
        Duration lease = Duration.ofSeconds(1);
        InMemoryLeaseStore leases =
                InMemoryLeaseStore.builder().neverUsed(lease).build();
        InMemoryTickStore fenced = new InMemoryTickStore(leases, Instant::now);
        Map<Instant, List<String>> starts = new ConcurrentHashMap<>();
        List<Jobs> all = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        for (String id : List.of("a", "b", "c")) {
            Candidate candidate = Candidate.builder(leases.anotherHandle())
                    .id(id)
                    .lease(lease)
                    .start();
            LeaderElector contender = candidate.elector("e").start();
            Jobs own = Jobs.builder(contender).ticks(fenced).build();
            own.oncePerTick("often", OFTEN)
                    .start(run -> starts.computeIfAbsent(
                                    run.tick(), tick -> new java.util.concurrent.CopyOnWriteArrayList<>())
                            .add(id));
            all.add(own);
            candidates.add(candidate);
        }
        Set<String> seen = new HashSet<>();
        for (int round = 1; round <= 3; round++) {
            int wanted = round;
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                starts.values().forEach(seen::addAll);
                return seen.size() >= wanted;
            });
            String leader = leaderOf(starts);
            candidates.stream()
                    .filter(candidate -> candidate.id().equals(leader))
                    .forEach(Candidate::close);
        }
        all.forEach(Jobs::close);
        candidates.forEach(Candidate::close);
        assertThat(starts.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
        assertThat(seen).hasSize(3);
    }

    private static String leaderOf(Map<Instant, List<String>> starts) {
        Instant last = starts.keySet().stream().max(Instant::compareTo).orElseThrow();
        return starts.get(last).get(0);
    }
}
