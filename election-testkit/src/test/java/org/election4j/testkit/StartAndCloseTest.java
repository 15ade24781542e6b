// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How electors begin and end, on real threads. */
@Timeout(120)
class StartAndCloseTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final InMemoryLeaseStore store =
            InMemoryLeaseStore.builder().neverUsed(LEASE).build();

    @Test
    void a_builder_starts_one_thing() {
        Candidate.Builder builder = Candidate.builder(store).id("a").lease(LEASE);
        try (Candidate candidate = builder.start()) {
            assertThatThrownBy(builder::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'a'");
            LeaderElector.Builder elector = candidate.elector("e");
            elector.start();
            assertThatThrownBy(elector::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'e'");
        }
        LeaderElector.StandaloneBuilder standalone =
                LeaderElector.builder(store, "e").lease(LEASE);
        try (LeaderElector elector = standalone.start()) {
            assertThat(elector.electionName()).isEqualTo("e");
            assertThatThrownBy(standalone::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void work_can_be_set_once() {
        LeaderElector.Builder builder = LeaderElector.builder(store, "e").onLeader(leadership -> {});
        assertThatThrownBy(() -> builder.onLeader(leadership -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'e'");
    }

    @Test
    void a_standalone_elector_takes_its_candidate_along() throws InterruptedException {
        LeaderElector elector = LeaderElector.builder(store, "e")
                .lease(LEASE)
                .id("me")
                .address("here")
                .start();
        assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
        assertThat(elector.candidate().id()).isEqualTo("me");
        elector.close();
        assertThatThrownBy(() -> elector.candidate().elector("other").start())
                .isInstanceOf(IllegalStateException.class);
    }

    /** Counts what is called after it must not be. */
    private static final class Strict implements LeadershipListener {
        private final AtomicBoolean closed = new AtomicBoolean();
        private final AtomicInteger late = new AtomicInteger();
        private final LeadershipDiary diary = new LeadershipDiary();

        private void heard() {
            if (closed.get()) {
                late.incrementAndGet();
            }
        }

        @Override
        public void onGained(Leadership leadership) {
            heard();
            diary.onGained(leadership);
        }

        @Override
        public void onStopping(Leadership leadership, LossReason reason) {
            heard();
            diary.onStopping(leadership, reason);
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            heard();
            diary.onLost(leadership, loss);
        }

        @Override
        public void onLeaderChanged(Optional<LeaderInfo> leader) {
            heard();
        }
    }

    @Test
    void closing_at_any_moment_leaves_pairs_and_silence_behind() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            Strict elector = new Strict();
            Strict whole = new Strict();
            Candidate candidate =
                    Candidate.builder(store.anotherHandle()).lease(LEASE).start();
            LeaderElector one = candidate.elector("one " + i).listener(elector).start();
            candidate.elector("other " + i).listener(whole).start();
            spin(random.nextInt(2_000_000));
            one.close();
            elector.closed.set(true);
            spin(random.nextInt(200_000));
            candidate.close();
            whole.closed.set(true);
            spin(200_000);
            for (Strict listener : List.of(elector, whole)) {
                assertThat(listener.late.get()).as("round %s", i).isZero();
                listener.diary.assertOver();
            }
        }
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    @Test
    void many_threads_may_close_at_once() throws InterruptedException {
        Candidate candidate = Candidate.builder(store).lease(LEASE).start();
        LeaderElector elector = candidate.elector("e").start();
        assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
        List<Thread> threads = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> new Thread(i % 2 == 0 ? candidate::close : elector::close))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    // ---- settings --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lease         | PT0.4S | PT10S | PT0.4S    | PT0.5S",
                "lease         | PT25H  | PT10S | PT25H     | PT24H",
                "renewInterval | PT4S   | PT10S | PT4S      | PT3.14",
                "renewInterval | PT0S   | PT10S | renew     | PT0S",
                "renewInterval | PT-1S  | PT10S | renew     | PT-1S",
                "attemptLimit  | PT2S   | PT10S | PT2S      | PT2S",
                "attemptLimit  | PT0S   | PT10S | attempt   | PT0S",
                "pollInterval  | PT3.4S | PT10S | PT3.4S    | PT3.333333333S",
                "pollInterval  | PT0S   | PT10S | poll      | PT0S",
                "stopMargin    | PT8S   | PT10S | PT8S      | PT8S",
                "stopMargin    | PT0S   | PT10S | stop      | PT0S",
                "stopMargin    | PT0.9S | PT10S | PT0.9S    | PT1S",
                "maxLease      | PT9S   | PT10S | PT9S      | PT10S",
                "maxLease      | PT25H  | PT10S | PT25H     | PT24H",
                "closeLimit    | PT0S   | PT10S | close     | PT0S",
                "closeLimit    | PT-1S  | PT10S | close     | PT-1S",
            })
    void settings_that_contradict_each_other_are_refused_with_both_values(
            String setting, Duration value, Duration lease, String one, String other) {
        Candidate.Builder builder = Candidate.builder(store).lease(lease);
        switch (setting) {
            case "lease" -> builder.lease(value);
            case "renewInterval" -> builder.renewInterval(value);
            case "attemptLimit" -> builder.attemptLimit(value);
            case "pollInterval" -> builder.pollInterval(value);
            case "stopMargin" -> builder.stopMargin(value);
            case "maxLease" -> builder.maxLease(value);
            case "closeLimit" -> builder.closeLimit(value);
            default -> throw new IllegalArgumentException(setting);
        }
        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(one)
                .hasMessageContaining(other);
    }

    @Test
    void user_code_cannot_be_given_longer_than_closing_waits_for_it() {
        try (Candidate candidate =
                Candidate.builder(store).lease(LEASE).closeLimit(LEASE).start()) {
            LeaderElector.Builder elector = candidate.elector("e").drainLimit(LEASE.plusNanos(1));
            assertThatThrownBy(elector::start)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT2.000000001S")
                    .hasMessageContaining("PT2S");
            elector.drainLimit(LEASE).start();
        }
        try (Candidate impatient = Candidate.builder(store)
                .lease(LEASE)
                .closeLimit(Duration.ofMillis(1))
                .start()) {
            assertThat(impatient.elector("f").start())
                    .as("what is not set fits")
                    .isNotNull();
        }
        try (LeaderElector patient = LeaderElector.builder(store, "g")
                .lease(LEASE)
                .drainLimit(Duration.ofMinutes(1))
                .start()) {
            assertThat(patient).as("its own candidate is as patient").isNotNull();
        }
    }

    @Test
    void settings_that_overflow_are_refused() {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        for (Candidate.Builder set : List.of(
                Candidate.builder(store).lease(endless),
                Candidate.builder(store).maxLease(endless),
                Candidate.builder(store).renewInterval(endless),
                Candidate.builder(store).attemptLimit(endless),
                Candidate.builder(store).pollInterval(endless),
                Candidate.builder(store).stopMargin(endless))) {
            assertThatThrownBy(set::start).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void names_that_no_store_could_keep_are_refused() {
        for (String name : List.of("", " ", "a\nb", "\uD800", "x".repeat(201))) {
            assertThatThrownBy(() -> LeaderElector.builder(store, name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Candidate.builder(store).id(name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Candidate.builder(store).address(name))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void requests_that_make_no_sense_are_refused() {
        try (Candidate candidate = Candidate.builder(store).id("a").lease(LEASE).start()) {
            LeaderElector elector = candidate.elector("e").start();
            assertThatThrownBy(() -> elector.resign(Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT-1S");
            assertThatThrownBy(() -> elector.handOver("a"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'a'");
            assertThatThrownBy(() -> elector.handOver("")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() ->
                            candidate.elector("f").drainLimit(Duration.ZERO).start())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT0S");
        }
    }

    @Test
    void waits_and_rests_of_any_length_are_understood() throws InterruptedException {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        try (Candidate candidate =
                Candidate.builder(store).lease(LEASE).closeLimit(endless).start()) {
            LeaderElector elector = candidate.elector("e").drainLimit(endless).start();
            assertThat(elector.awaitLeadership(endless)).isPresent();
            assertThat(elector.resign(endless)).isNotNull();
            assertThat(elector.awaitLeadership(Duration.ofMillis(50))).isEmpty();
        }
    }
}
