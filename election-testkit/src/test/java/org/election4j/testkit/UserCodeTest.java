// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.election4j.Candidate;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.OverrunPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** User code that misbehaves, on real threads. */
@Timeout(120)
class UserCodeTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final InMemoryLeaseStore store =
            InMemoryLeaseStore.builder().neverUsed(LEASE).build();
    private final Candidate candidate =
            Candidate.builder(store).id("a").lease(LEASE).start();
    private final LeadershipDiary diary = new LeadershipDiary();

    @AfterEach
    void close() {
        candidate.close();
        store.close();
    }

    private static String threadName() {
        return Thread.currentThread().getName();
    }

    @Test
    void an_executor_that_runs_inline_runs_on_no_thread_of_the_engine() {
        List<String> threads = new CopyOnWriteArrayList<>();
        LeaderElector elector = candidate
                .elector("e")
                .callbackExecutor(Runnable::run)
                .listener(diary)
                .listener(new LeadershipListener() {
                    @Override
                    public void onGained(Leadership leadership) {
                        threads.add(threadName());
                    }

                    @Override
                    public void onLost(Leadership leadership, Loss loss) {
                        threads.add(threadName());
                    }
                })
                .start();
        await().atMost(PATIENCE).until(() -> threads.size() == 1);
        elector.close();
        assertThat(threads)
                .hasSize(2)
                .noneMatch(name -> name.startsWith("election4j-heartbeat"))
                .noneMatch(name -> name.startsWith("election4j-campaign"))
                .noneMatch(name -> name.startsWith("election4j-watchdog"));
        diary.assertOver();
    }

    @Test
    void callbacks_that_an_executor_rejects_are_made_all_the_same() {
        AtomicInteger rejected = new AtomicInteger();
        Executor rejecting = task -> {
            rejected.incrementAndGet();
            throw new RejectedExecutionException("on purpose");
        };
        LeaderElector elector = candidate
                .elector("e")
                .callbackExecutor(rejecting)
                .listener(diary)
                .start();
        await().atMost(PATIENCE).until(() -> !diary.entries().isEmpty());
        elector.close();
        diary.assertOver();
        assertThat(rejected.get()).isPositive();
    }

    @Test
    void an_executor_that_runs_and_then_fails_gets_each_callback_once() {
        Executor failing = task -> {
            task.run();
            throw new AssertionError("on purpose");
        };
        LeaderElector elector =
                candidate.elector("e").callbackExecutor(failing).listener(diary).start();
        await().atMost(PATIENCE).until(() -> !diary.entries().isEmpty());
        elector.resign(Duration.ZERO);
        await().atMost(PATIENCE).until(() -> diary.count(LeadershipDiary.Kind.GAINED) == 2);
        elector.close();
        diary.assertOver();
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "resign", "close elector", "close candidate"})
    void whatever_a_listener_does_in_each_callback_nothing_deadlocks(String what) {
        AtomicReference<LeaderElector> self = new AtomicReference<>();
        LeadershipListener meddling = new Meddling(() -> meddle(what, self));
        // The diary comes first: the meddler may end the leadership before others hear of it.
        LeaderElector elector =
                candidate.elector("e").listener(diary).listener(meddling).start();
        self.set(elector);
        await().atMost(PATIENCE)
                .until(() -> !diary.losses().isEmpty() || elector.status().state() == ElectorStatus.State.CLOSED);
        long start = System.nanoTime();
        elector.close();
        candidate.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LEASE.multipliedBy(3));
        diary.assertOver();
    }

    private void meddle(String what, AtomicReference<LeaderElector> self) {
        await().atMost(PATIENCE).until(() -> self.get() != null);
        switch (what) {
            case "resign" -> self.get().resign();
            case "close elector" -> self.get().close();
            case "close candidate" -> candidate.close();
            default -> throw new IllegalStateException("on purpose");
        }
    }

    /** Does the same in every callback. */
    private record Meddling(Runnable what) implements LeadershipListener {
        @Override
        public void onGained(Leadership leadership) {
            what.run();
        }

        @Override
        public void onStopping(Leadership leadership, LossReason reason) {
            what.run();
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            what.run();
        }

        @Override
        public void onLeaderChanged(Optional<LeaderInfo> leader) {
            what.run();
        }
    }

    @Test
    void work_that_ignores_its_interrupt_is_interrupted_again_where_that_is_the_policy() {
        AtomicInteger interrupts = new AtomicInteger();
        CountDownLatch working = new CountDownLatch(1);
        LeaderElector elector = candidate
                .elector("e")
                .listener(diary)
                .drainLimit(Duration.ofMillis(100))
                .onOverrun(OverrunPolicy.INTERRUPT)
                .onLeader(leadership -> {
                    working.countDown();
                    while (interrupts.get() < 3) {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupts.incrementAndGet();
                        }
                    }
                })
                .start();
        await().atMost(PATIENCE).until(() -> working.getCount() == 0);
        elector.resign(Duration.ofHours(1));
        await().atMost(PATIENCE).until(() -> !diary.losses().isEmpty());
        assertThat(interrupts.get()).isEqualTo(3);
        diary.assertOver();
    }

    @Test
    void work_that_ignores_its_interrupt_is_reported_and_waited_for_by_default() {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        AtomicInteger interrupts = new AtomicInteger();
        LeaderElector elector = candidate
                .elector("e")
                .drainLimit(Duration.ofMillis(100))
                .onLeader(leadership -> {
                    working.countDown();
                    while (enough.getCount() > 0) {
                        try {
                            enough.await();
                        } catch (InterruptedException e) {
                            interrupts.incrementAndGet();
                        }
                    }
                })
                .start();
        await().atMost(PATIENCE).until(() -> working.getCount() == 0);
        var resignation = elector.resign(Duration.ofHours(1)).toCompletableFuture();
        await().atMost(PATIENCE).until(() -> elector.status().state() == ElectorStatus.State.OVERRUN);
        assertThat(resignation).isNotDone();
        enough.countDown();
        await().atMost(PATIENCE).until(resignation::isDone);
        assertThat(interrupts.get()).isOne();
    }

    @Test
    void an_interrupt_does_not_leak_into_the_callbacks_after_the_work() {
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        CountDownLatch working = new CountDownLatch(1);
        LeaderElector elector = candidate
                .elector("e")
                .callbackExecutor(Runnable::run)
                .listener(new LeadershipListener() {
                    @Override
                    public void onLost(Leadership leadership, Loss loss) {
                        interrupted.add(Thread.currentThread().isInterrupted());
                    }
                })
                .onLeader(leadership -> {
                    working.countDown();
                    leadership.stopSignal().toCompletableFuture().join();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                })
                .start();
        await().atMost(PATIENCE).until(() -> working.getCount() == 0);
        elector.close();
        assertThat(interrupted).containsExactly(false);
    }

    @Test
    void an_interrupt_of_one_callback_does_not_leak_into_the_next() {
        Map<String, Boolean> interrupted = new ConcurrentHashMap<>();
        LeaderElector elector = candidate
                .elector("e")
                .callbackExecutor(Runnable::run)
                .listener(new LeadershipListener() {
                    @Override
                    public void onStopping(Leadership leadership, LossReason reason) {
                        Thread.currentThread().interrupt();
                    }

                    @Override
                    public void onLost(Leadership leadership, Loss loss) {
                        interrupted.put("onLost", Thread.currentThread().isInterrupted());
                    }
                })
                .listener(new LeadershipListener() {
                    @Override
                    public void onStopping(Leadership leadership, LossReason reason) {
                        interrupted.put("onStopping", Thread.currentThread().isInterrupted());
                    }
                })
                .listener(diary)
                .start();
        await().atMost(PATIENCE).until(() -> !diary.entries().isEmpty());
        elector.close();
        assertThat(interrupted).containsOnly(entry("onStopping", false), entry("onLost", false));
    }

    @Test
    void closing_from_the_leader_work_itself_returns_at_once() {
        AtomicReference<LeaderElector> self = new AtomicReference<>();
        AtomicReference<Duration> took = new AtomicReference<>();
        LeaderElector elector = candidate
                .elector("e")
                .listener(diary)
                .onLeader(leadership -> {
                    await().atMost(PATIENCE).until(() -> self.get() != null);
                    long start = System.nanoTime();
                    self.get().close();
                    took.set(Duration.ofNanos(System.nanoTime() - start));
                })
                .start();
        self.set(elector);
        await().atMost(PATIENCE).until(() -> !diary.losses().isEmpty());
        elector.close();
        assertThat(took.get()).isLessThan(LEASE);
        assertThat(diary.reasons()).containsExactly(LossReason.CLOSED);
        diary.assertOver();
    }

    @Test
    void a_leadership_waits_for_its_tasks() throws Exception {
        LeaderElector elector = candidate.elector("e").listener(diary).start();
        assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
        await().atMost(PATIENCE).until(() -> !diary.entries().isEmpty());
        elector.runIfLeader(leadership -> {
            var resignation = elector.resign().toCompletableFuture();
            assertThat(leadership.isValid()).isFalse();
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            assertThat(resignation).isNotDone();
            assertThat(diary.losses()).isEmpty();
            return "done";
        });
        await().atMost(PATIENCE).until(() -> !diary.losses().isEmpty());
        diary.assertOver();
    }
}
