// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.election4j.LeaderInfo;
import org.election4j.LossReason;
import org.election4j.RunOutcome;
import org.election4j.testkit.ScriptedElector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks, callables and schedulers that work on the leader only. */
@Timeout(30)
class LeaderOnlyTest {

    private final ScriptedElector elector = new ScriptedElector("e");
    private final BlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();
    private final Jobs jobs = Jobs.builder(elector).listener(events::add).build();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private final ScheduledExecutorService scheduler = jobs.scheduler("s", threads);

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private JobEvent event() throws InterruptedException {
        return events.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void a_task_runs_on_the_leader_and_is_skipped_elsewhere_with_a_reason() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        Runnable task = jobs.runnable("clean", () -> ran.add("ran"));
        LeaderInfo other = new LeaderInfo("e", "b", null, 7, java.time.Instant.EPOCH);
        elector.leader(other);
        task.run();
        assertThat(ran).isEmpty();
        assertThat(event()).isEqualTo(new JobEvent.Skipped("clean", null, SkipReason.NOT_LEADING, other));
        elector.grant();
        task.run();
        assertThat(ran).hasSize(1);
        assertThat(event()).isInstanceOfSatisfying(JobEvent.Ran.class, event -> {
            assertThat(event.job()).isEqualTo("clean");
            assertThat(event.term()).isEqualTo(1);
            assertThat(event.ledThroughout()).isTrue();
        });
        elector.lose(LossReason.RENEWAL_TIMED_OUT);
        task.run();
        assertThat(ran).hasSize(1);
    }

    @Test
    void a_callable_says_what_became_of_it() throws Exception {
        Callable<RunOutcome<Integer>> callable = jobs.callable("count", () -> 42);
        assertThat(callable.call()).isInstanceOf(RunOutcome.NotLeader.class);
        elector.grant();
        assertThat(callable.call()).isEqualTo(new RunOutcome.Ran<>(42, 1, true));
        IllegalStateException failure = new IllegalStateException("no paper");
        Callable<RunOutcome<Integer>> failing = jobs.callable("count", () -> {
            throw failure;
        });
        assertThat(failing.call()).isEqualTo(new RunOutcome.Failed<>(failure, 1));
    }

    @Test
    void a_task_that_fails_is_reported_and_does_not_throw() throws Exception {
        elector.grant();
        IllegalStateException failure = new IllegalStateException("no paper");
        jobs.runnable("print", () -> {
                    throw failure;
                })
                .run();
        assertThat(event()).isInstanceOfSatisfying(JobEvent.Failed.class, event -> {
            assertThat(event.cause()).isSameAs(failure);
            assertThat(event.ledThroughout()).isTrue();
        });
        assertThat(elector.isLeader()).isTrue();
    }

    @Test
    void a_listener_that_throws_harms_nobody() {
        elector.grant();
        Jobs noisy = Jobs.builder(elector)
                .listener(event -> {
                    throw new IllegalStateException("from the listener");
                })
                .listener(events::add)
                .build();
        assertThat(noisy.run("x", leadership -> leadership.term())).isEqualTo(new RunOutcome.Ran<>(1L, 1, true));
        assertThat(events).hasSize(1);
    }

    @Test
    void a_running_task_is_interrupted_at_the_stop_signal_and_its_thread_is_clean_afterwards() throws Exception {
        elector.grant();
        CountDownLatch begun = new CountDownLatch(1);
        Future<Boolean> interruptedAfterwards = threads.submit(() -> {
            jobs.run("wait", leadership -> {
                begun.countDown();
                new CountDownLatch(1).await();
                return true;
            });
            return Thread.currentThread().isInterrupted();
        });
        begun.await();
        elector.lose(LossReason.SESSION_REVOKED);
        assertThat(interruptedAfterwards.get(10, TimeUnit.SECONDS)).isFalse();
        assertThat(event()).isInstanceOfSatisfying(JobEvent.Failed.class, event -> {
            assertThat(event.cause()).isInstanceOf(InterruptedException.class);
            assertThat(event.ledThroughout()).isFalse();
        });
    }

    @Test
    void only_what_runs_under_the_ending_leadership_is_interrupted() throws Exception {
        elector.grant();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Future<RunOutcome<Boolean>> stubborn = threads.submit(() -> jobs.run("stubborn", leadership -> {
            begun.countDown();
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
            return Thread.currentThread().isInterrupted();
        }));
        begun.await();
        elector.lose(LossReason.RESIGNED);
        assertThat(elector.status().state()).as("waits for the task").hasToString("DRAINING");
        interrupted.await();
        end.countDown();
        assertThat(stubborn.get(10, TimeUnit.SECONDS)).isEqualTo(new RunOutcome.Ran<>(false, 1, false));
        elector.grant();
        assertThat(jobs.run("next", leadership -> Thread.currentThread().isInterrupted()))
                .isEqualTo(new RunOutcome.Ran<>(false, 2, true));
    }

    @Test
    void a_repeating_task_goes_on_after_a_failure_and_pauses_while_somebody_else_leads() throws Exception {
        BlockingQueue<Long> ran = new LinkedBlockingQueue<>();
        Future<?> repeating = scheduler.scheduleAtFixedRate(
                () -> {
                    ran.add(1L);
                    throw new IllegalStateException("every time");
                },
                0,
                5,
                TimeUnit.MILLISECONDS);
        assertThat(event()).isInstanceOf(JobEvent.Skipped.class);
        assertThat(ran).isEmpty();
        elector.grant();
        assertThat(ran.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(ran.poll(10, TimeUnit.SECONDS))
                .as("once more after the failure")
                .isNotNull();
        assertThat(repeating.isDone()).isFalse();
    }

    @Test
    void a_scheduled_callable_fails_elsewhere_instead_of_inventing_a_result() throws Exception {
        Future<Integer> skipped = scheduler.schedule(() -> 1, 0, TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> skipped.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(NotLeadingException.class)
                .hasMessageContaining("'s'");
        elector.grant();
        assertThat(scheduler.schedule(() -> 1, 0, TimeUnit.MILLISECONDS).get(10, TimeUnit.SECONDS))
                .isEqualTo(1);
        Future<Integer> failing = scheduler.submit(() -> {
            throw new java.io.IOException("no paper");
        });
        assertThatThrownBy(() -> failing.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(java.io.IOException.class);
    }

    @Test
    void no_way_into_the_scheduler_leads_around_the_election() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        Callable<Boolean> task = () -> ran.add("x");
        List<Future<?>> futures = new ArrayList<>();
        futures.add(scheduler.submit(() -> ran.add("submit")));
        futures.add(scheduler.submit((Runnable) () -> ran.add("submit"), true));
        scheduler.execute(() -> ran.add("execute"));
        scheduler.execute(new FutureTask<>(task));
        futures.add(scheduler.schedule((Runnable) () -> ran.add("schedule"), 0, TimeUnit.MILLISECONDS));
        futures.add(scheduler.scheduleWithFixedDelay(() -> ran.add("delay"), 0, 1, TimeUnit.HOURS));
        futures.addAll(scheduler.invokeAll(List.of(task)));
        for (int i = 0; i < 7; i++) {
            assertThat(event()).isInstanceOf(JobEvent.Skipped.class);
        }
        assertThat(ran).isEmpty();
        assertThat(futures).hasSize(5);
        scheduler.shutdown();
        assertThat(threads.isShutdown()).isTrue();
        assertThat(scheduler.isShutdown()).isTrue();
        scheduler.shutdownNow();
        assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(scheduler.isTerminated()).isTrue();
    }

    @Test
    void closed_jobs_interrupt_what_runs() throws Exception {
        elector.grant();
        CountDownLatch begun = new CountDownLatch(1);
        Future<RunOutcome<Boolean>> waiting = threads.submit(() -> jobs.run("wait", leadership -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return true;
        }));
        begun.await();
        jobs.close();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isInstanceOf(RunOutcome.Failed.class);
        assertThat(elector.isLeader()).isTrue();
    }

    @Test
    void bad_names_are_refused() {
        assertThatThrownBy(() -> jobs.runnable(" ", () -> {})).hasMessageContaining("job name");
        assertThatThrownBy(() -> jobs.run("a\n", leadership -> 1)).hasMessageContaining("U+000A");
    }
}
