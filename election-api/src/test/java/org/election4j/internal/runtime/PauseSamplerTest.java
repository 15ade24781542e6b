// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.election4j.LossCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "origin {0}")
@ValueSource(longs = {0, -1_000_000_000L, Long.MAX_VALUE - 1_000_000_000L})
class PauseSamplerTest {

    private static final long MILLI = 1_000_000;
    private static final long PERIOD = PauseSampler.PERIOD_MILLIS * MILLI;

    private final long origin;
    private long now;
    private final PauseSampler log = new PauseSampler(() -> now);

    PauseSamplerTest(long origin) {
        this.origin = origin;
        now = origin;
    }

    private static long sum(Pauses stalls) {
        return stalls.stalls().stream()
                .flatMap(stall -> stall.shares().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void a_process_that_runs_on_time_has_no_stalls() {
        for (int i = 0; i < 100; i++) {
            log.sample();
            now += PERIOD + 30 * MILLI;
        }
        now -= 30 * MILLI;
        assertThat(log.since(origin).stalls()).isEmpty();
    }

    @Test
    void a_late_sample_is_a_stall_of_the_time_it_was_late() {
        log.sample();
        now += PERIOD + 3000 * MILLI;
        log.sample();
        assertThat(sum(log.since(origin))).isEqualTo(3000 * MILLI);
    }

    @Test
    void a_stall_that_is_only_just_ending_counts() {
        log.sample();
        now += PERIOD + 3000 * MILLI;
        assertThat(sum(log.since(origin))).isEqualTo(3000 * MILLI);
    }

    @Test
    void what_ended_before_does_not_count() {
        log.sample();
        now += PERIOD + 3000 * MILLI;
        log.sample();
        long after = now;
        now += PERIOD + 500 * MILLI;
        log.sample();
        assertThat(sum(log.since(after))).isEqualTo(500 * MILLI);
        assertThat(sum(log.since(origin))).isEqualTo(3500 * MILLI);
    }

    @Test
    void what_is_kept_is_bounded() {
        log.sample();
        for (int i = 0; i < 600; i++) {
            now += PERIOD + 200 * MILLI;
            log.sample();
        }
        assertThat(sum(log.since(origin))).isEqualTo(512 * 200 * MILLI);
    }

    @Test
    void a_suspend_is_named_for_what_it_is() {
        long[] boot = {0};
        SystemTicker ticker = new SystemTicker(
                () -> now, () -> (now - origin + boot[0]) / MILLI, () -> OptionalLong.of(now - origin + boot[0]));
        PauseSampler suspendedLog = new PauseSampler(ticker);
        suspendedLog.sample();
        now += PERIOD;
        boot[0] = 60_000 * MILLI;
        suspendedLog.sample();
        assertThat(suspendedLog.since(origin).stalls()).singleElement().satisfies(stall -> {
            assertThat(stall.beginNanos()).isEqualTo(now);
            assertThat(stall.endNanos()).isEqualTo(now + 60_000 * MILLI);
            assertThat(stall.shares()).isEqualTo(Map.of(LossCause.CLOCK_SUSPENDED, 60_000 * MILLI));
        });
    }

    private Pauses stalled(Consumer<Counted> meanwhile) {
        Counted counted = new Counted();
        PauseSampler sampler = new PauseSampler(() -> now, counted);
        sampler.sample();
        now += PERIOD + 3000 * MILLI;
        meanwhile.accept(counted);
        return sampler.since(origin);
    }

    private static Map<LossCause, Long> all(LossCause cause) {
        return Map.of(cause, 3000 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5_000})
    void a_thread_that_waits_for_a_processor_is_starved_whoever_has_it(long usedMillis) {
        Pauses pauses = stalled(counted -> {
            counted.waited = OptionalLong.of(3000 * MILLI);
            counted.cpu = usedMillis * MILLI;
        });
        assertThat(pauses.stalls())
                .containsExactly(
                        new Stall(now - 3000 * MILLI, now, all(LossCause.THREADS_STARVED), usedMillis * MILLI));
        assertThat(pauses.unseen()).isEmpty();
    }

    @Test
    void another_thread_does_not_take_the_sampling_threads_stall_away() {
        Counted counted = new Counted();
        PauseSampler sampler = new PauseSampler(() -> now, counted);
        sampler.sample();
        now += PERIOD + 3000 * MILLI;
        counted.elsewhere = true;
        counted.cpu = 2900 * MILLI;
        assertThat(sampler.since(origin).stalls().get(0).shares()).isEqualTo(all(LossCause.THREADS_STARVED));
        counted.elsewhere = false;
        counted.waited = OptionalLong.of(3000 * MILLI);
        assertThat(sampler.since(origin).stalls()).hasSize(1);
        assertThat(sampler.since(origin).stalls().get(0).shares()).isEqualTo(all(LossCause.THREADS_STARVED));
    }

    @Test
    void a_process_that_is_stopped_neither_waits_for_a_processor_nor_uses_one() {
        Pauses pauses = stalled(counted -> counted.cpu = 100 * MILLI);
        assertThat(pauses.stalls().get(0).shares()).isEqualTo(all(LossCause.PROCESS_PAUSED));
    }

    @Test
    void a_jvm_that_works_while_our_thread_does_not_even_wait_has_stopped_it() {
        Pauses pauses = stalled(counted -> counted.cpu = 2900 * MILLI);
        assertThat(pauses.stalls().get(0).shares()).isEqualTo(all(LossCause.JVM_PAUSED));
    }

    @Test
    void a_collection_is_taken_out_of_what_the_jvm_did() {
        Pauses pauses = stalled(counted -> {
            counted.gc = 1000 * MILLI;
            counted.cpu = 2900 * MILLI;
        });
        assertThat(pauses.stalls().get(0).shares())
                .isEqualTo(Map.of(LossCause.GC_PAUSE, 1000 * MILLI, LossCause.JVM_PAUSED, 2000 * MILLI));
    }

    @Test
    void a_quota_comes_before_the_wait_for_a_processor_that_it_makes() {
        Pauses pauses = stalled(counted -> {
            counted.throttled = OptionalLong.of(2900 * MILLI);
            counted.waited = OptionalLong.of(3000 * MILLI);
        });
        assertThat(pauses.stalls().get(0).shares())
                .isEqualTo(Map.of(LossCause.CPU_THROTTLED, 2900 * MILLI, LossCause.THREADS_STARVED, 100 * MILLI));
    }

    @Test
    void throttling_of_long_ago_does_not_explain_a_stall() {
        Counted counted = new Counted();
        PauseSampler sampler = new PauseSampler(() -> now, counted);
        sampler.sample();
        counted.throttled = OptionalLong.of(60_000 * MILLI);
        for (int i = 0; i < 20; i++) {
            now += PERIOD;
            sampler.sample();
        }
        now += PERIOD + 3000 * MILLI;
        assertThat(sampler.since(origin).stalls().get(0).shares()).isEqualTo(all(LossCause.PROCESS_PAUSED));
    }

    @Test
    void without_the_systems_files_it_says_what_it_could_not_see() {
        Pauses pauses = stalled(counted -> {
            counted.waited = OptionalLong.empty();
            counted.throttled = OptionalLong.empty();
        });
        assertThat(pauses.unseen()).containsExactly("run_delay", "control_group");
        assertThat(pauses.stalls().get(0).shares()).isEqualTo(all(LossCause.PROCESS_PAUSED));
    }

    private static final class Counted extends SystemCounters {

        private long gc;
        private long cpu;
        private boolean elsewhere;
        private OptionalLong throttled = OptionalLong.of(0);
        private OptionalLong waited = OptionalLong.of(0);

        Counted() {
            super(Path.of("/"));
        }

        @Override
        long gcNanos() {
            return gc;
        }

        @Override
        long cpuNanos() {
            return cpu;
        }

        @Override
        OptionalLong throttledNanos() {
            return throttled;
        }

        @Override
        OptionalLong waitedNanos() {
            return waited;
        }

        @Override
        boolean isFollowed() {
            return !elsewhere;
        }
    }
}
