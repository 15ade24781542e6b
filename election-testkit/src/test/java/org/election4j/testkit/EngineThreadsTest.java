// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.LossReason;
import org.election4j.spi.Ticker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine on its real threads: what they cost, and what they can not hold up. */
@Timeout(120)
class EngineThreadsTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final InMemoryLeaseStore namespace =
            InMemoryLeaseStore.builder().neverUsed(Duration.ofSeconds(10)).build();
    private final HangingLeaseStore store = new HangingLeaseStore(namespace);
    private final List<Candidate> candidates = new ArrayList<>();
    private final CountDownLatch endOfTest = new CountDownLatch(1);

    @AfterEach
    void end() {
        endOfTest.countDown();
        store.free();
        candidates.forEach(Candidate::close);
    }

    private Candidate candidate(String id, Duration lease, Ticker ticker) {
        Candidate candidate = Candidate.builder(store)
                .id(id)
                .lease(lease)
                .ticker(ticker)
                .closeLimit(Duration.ofSeconds(2))
                .start();
        candidates.add(candidate);
        return candidate;
    }

    private static Leadership leads(LeaderElector elector) throws InterruptedException {
        return elector.awaitLeadership(PATIENCE).orElseThrow();
    }

    /** The threads of one candidate: those of other tests may take a while to end. */
    private static List<String> engineThreads(String id) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("election4j-") && name.contains("-" + id))
                .toList();
    }

    @Test
    void ten_thousand_electors_without_listeners_need_four_threads_at_most() throws InterruptedException {
        Candidate candidate = candidate("many", Duration.ofSeconds(10), Ticker.system());
        List<LeaderElector> electors = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            electors.add(candidate.elector("election " + i).start());
        }
        for (LeaderElector elector : electors) {
            leads(elector);
        }
        assertThat(engineThreads("many")).isNotEmpty().hasSizeLessThanOrEqualTo(4);
        candidate.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(engineThreads("many")).isEmpty());
    }

    @Test
    void leader_work_starts_although_every_callback_thread_is_taken() throws InterruptedException {
        Candidate candidate = candidate("busy", LEASE, Ticker.system());
        CountDownLatch blocked = new CountDownLatch(64);
        for (int i = 0; i < 64; i++) {
            candidate
                    .elector("election " + i)
                    .listener(new LeadershipListener() {
                        @Override
                        public void onGained(Leadership leadership) {
                            blocked.countDown();
                            try {
                                endOfTest.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    })
                    .start();
        }
        assertThat(blocked.await(40, TimeUnit.SECONDS)).isTrue();
        CountDownLatch works = new CountDownLatch(1);
        LeaderElector last = candidate
                .elector("the 65th")
                .listener(new LeadershipListener() {})
                .onLeader(leadership -> {
                    works.countDown();
                    leadership.stopSignal().toCompletableFuture().join();
                })
                .start();
        assertThat(works.await(40, TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(last.status().nextStep()).contains("waiting for a free thread"));
    }

    /** A failure whose words take as long as the test. */
    private final class Wordless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            try {
                endOfTest.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "words";
        }
    }

    @Test
    void a_failure_whose_message_blocks_keeps_nobody_from_asking_and_no_leader_from_stopping() throws Exception {
        FaultyLeaseStore faulty = new FaultyLeaseStore(namespace);
        Candidate candidate = Candidate.builder(faulty)
                .id("wordless")
                .lease(LEASE)
                .closeLimit(Duration.ofSeconds(2))
                .start();
        candidates.add(candidate);
        CompletableFuture<LossReason> stopped = new CompletableFuture<>();
        LeaderElector elector = candidate
                .elector("e")
                .listener(new LeadershipListener() {
                    @Override
                    public void onStopping(Leadership leadership, LossReason reason) {
                        stopped.complete(reason);
                    }
                })
                .start();
        leads(elector);
        faulty.decide((operation, keys) -> new Fault.ErrorBefore(new Wordless()));
        assertThat(stopped.get(40, TimeUnit.SECONDS)).isEqualTo(LossReason.RENEWAL_TIMED_OUT);
        assertThat(elector.status().state()).isNotNull();
    }

    @Test
    void an_interrupt_that_blocks_keeps_no_other_stop_signal() throws Exception {
        Candidate candidate = candidate("a", LEASE, Ticker.system());
        CountDownLatch waits = new CountDownLatch(1);
        candidate
                .elector("first")
                .onLeader(leadership -> new BlockingChannel().waitForInterrupt(waits))
                .start();
        assertThat(waits.await(40, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<LossReason> signal = new CompletableFuture<>();
        LeaderElector second = candidate
                .elector("second")
                .listener(new LeadershipListener() {
                    @Override
                    public void onStopping(Leadership leadership, LossReason reason) {
                        signal.complete(reason);
                    }
                })
                .start();
        leads(second);
        store.hang();
        assertThat(signal.get(40, TimeUnit.SECONDS)).isEqualTo(LossReason.RENEWAL_TIMED_OUT);
    }

    /** What a thread waits in, and what takes for ever to close. */
    private final class BlockingChannel extends AbstractInterruptibleChannel {

        @Override
        protected void implCloseChannel() {
            try {
                endOfTest.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void waitForInterrupt(CountDownLatch waits) throws InterruptedException {
            begin();
            waits.countDown();
            endOfTest.await();
        }
    }

    @Test
    void asking_whether_one_leads_allocates_nothing() throws InterruptedException {
        LeaderElector elector = candidate("a", Duration.ofSeconds(10), Ticker.system())
                .elector("e")
                .start();
        leads(elector);
        LeaderElector standby = candidate("b", Duration.ofSeconds(10), Ticker.system())
                .elector("e")
                .start();
        AtomicBoolean asking = new AtomicBoolean(true);
        Thread other = new Thread(() -> {
            while (asking.get()) {
                elector.isLeader();
            }
        });
        other.start();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            least = Math.min(least, allocatedBy(elector, standby));
        }
        asking.set(false);
        other.join();
        assertThat(least).isZero();
    }

    private static long allocatedBy(LeaderElector elector, LeaderElector standby) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(thread);
        long before = threads.getThreadAllocatedBytes(thread);
        int leading = 0;
        for (int i = 0; i < 100_000; i++) {
            leading += elector.isLeader() ? 1 : 0;
            leading += standby.isLeader() ? 1 : 0;
        }
        long after = threads.getThreadAllocatedBytes(thread);
        assertThat(leading).isEqualTo(100_000);
        return after - before;
    }

    @Test
    void a_leadership_ends_in_time_although_every_thread_hangs() throws InterruptedException {
        AtomicLong offset = new AtomicLong();
        Ticker ticker = () -> System.nanoTime() + offset.get();
        LeaderElector elector =
                candidate("a", Duration.ofSeconds(10), ticker).elector("e").start();
        Leadership leadership = leads(elector);
        store.hang();
        assertThat(leadership.isValid()).isTrue();
        offset.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(leadership.isValid()).isFalse();
        assertThat(elector.isLeader()).isFalse();
        assertThat(leadership.remaining()).isZero();
        offset.addAndGet(Duration.ofSeconds(-6).toNanos());
        assertThat(leadership.isValid()).as("once false, false for ever").isFalse();
    }

    @Test
    void a_store_that_hangs_does_not_delay_the_stop_signal() throws Exception {
        LeaderElector elector =
                candidate("a", LEASE, Ticker.system()).elector("e").start();
        Leadership leadership = leads(elector);
        AtomicLong signalled = new AtomicLong();
        leadership.stopSignal().thenAccept(reason -> signalled.set(System.nanoTime()));
        long validFor = leadership.remaining().toNanos();
        store.hang();
        long hung = System.nanoTime();
        await().atMost(PATIENCE).until(() -> signalled.get() != 0);
        assertThat(Duration.ofNanos(signalled.get() - hung))
                .isLessThan(Duration.ofNanos(validFor).plus(LEASE));
        assertThat(leadership.stopSignal().toCompletableFuture().join()).isEqualTo(LossReason.RENEWAL_TIMED_OUT);
    }

    @Test
    void closing_is_bounded_and_idempotent_when_the_store_hangs() throws InterruptedException {
        Candidate candidate = candidate("hung", LEASE, Ticker.system());
        LeaderElector elector = candidate.elector("e").start();
        leads(elector);
        store.hang();
        long start = System.nanoTime();
        candidate.close();
        candidate.close();
        elector.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(engineThreads("hung")).isEmpty());
    }

    @Test
    void a_callback_that_blocks_delays_neither_heartbeats_nor_others() throws InterruptedException {
        Candidate candidate = candidate("a", LEASE, Ticker.system());
        LeaderElector blocked =
                candidate.elector("blocked").listener(new Blocking(endOfTest)).start();
        LeadershipDiary diary = new LeadershipDiary();
        LeaderElector free = candidate.elector("free").listener(diary).start();
        Leadership leadership = leads(free);
        leads(blocked);
        await().pollDelay(LEASE.multipliedBy(2)).atMost(PATIENCE).until(blocked::isLeader);
        assertThat(leadership.isValid()).isTrue();
        store.hang();
        await().atMost(PATIENCE).until(() -> !diary.losses().isEmpty());
        assertThat(blocked.isLeader()).isFalse();
    }

    /** Blocks until the test is over. */
    private record Blocking(CountDownLatch end) implements LeadershipListener {
        @Override
        public void onGained(Leadership leadership) {
            boolean interrupted = false;
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void a_hundred_blocked_callbacks_delay_no_stop_signal() throws InterruptedException {
        Candidate candidate = candidate("a", LEASE, Ticker.system());
        List<LeaderElector> electors = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            electors.add(candidate
                    .elector("blocked " + i)
                    .listener(new Blocking(endOfTest))
                    .start());
        }
        Leadership leadership = leads(electors.get(99));
        CountDownLatch signalled = new CountDownLatch(1);
        leadership.stopSignal().thenRun(signalled::countDown);
        store.hang();
        assertThat(signalled.await(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void an_interrupt_ends_the_waiting_for_leadership() throws InterruptedException {
        leads(candidate("a", LEASE, Ticker.system()).elector("e").start());
        LeaderElector standby =
                candidate("b", LEASE, Ticker.system()).elector("e").start();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> standby.awaitLeadership(PATIENCE)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void an_interrupted_thread_closes_all_the_same_and_stays_interrupted() throws InterruptedException {
        Candidate candidate = candidate("a", LEASE, Ticker.system());
        leads(candidate.elector("e").start());
        Thread.currentThread().interrupt();
        candidate.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(((org.election4j.spi.ElectionRecord)
                                Records.find(namespace, new org.election4j.spi.RecordKey.Election("e"))
                                        .record())
                        .holder())
                .isNull();
    }

    @Test
    void a_store_that_is_closed_under_an_elector_ends_the_leadership_and_not_the_elector() throws InterruptedException {
        Candidate candidate = candidate("a", LEASE, Ticker.system());
        LeadershipDiary diary = new LeadershipDiary();
        LeaderElector elector = candidate.elector("e").listener(diary).start();
        leads(elector);
        await().atMost(PATIENCE).until(() -> !diary.entries().isEmpty());
        namespace.close();
        await().atMost(PATIENCE).until(() -> !diary.losses().isEmpty());
        assertThat(diary.reasons()).containsExactly(LossReason.RENEWAL_TIMED_OUT);
        assertThat(elector.status().lastError()).contains("closed");
        candidate.close();
    }
}
