// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
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
        return stalls.pausedNanos()
                + stalls.starvedNanos()
                + stalls.gcNanos()
                + stalls.throttledNanos()
                + stalls.suspendedNanos();
    }

    @Test
    void a_process_that_runs_on_time_has_no_stalls() {
        for (int i = 0; i < 100; i++) {
            log.sample();
            now += PERIOD + 90 * MILLI;
        }
        now -= 90 * MILLI;
        assertThat(log.since(origin)).isEqualTo(Pauses.NONE);
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
        for (int i = 0; i < 100; i++) {
            now += PERIOD + 200 * MILLI;
            log.sample();
        }
        assertThat(sum(log.since(origin))).isEqualTo(64 * 200 * MILLI);
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
        assertThat(suspendedLog.since(origin).suspendedNanos()).isEqualTo(60_000 * MILLI);
        assertThat(sum(suspendedLog.since(origin))).isEqualTo(60_000 * MILLI);
    }

    @Test
    void stalls_add_up_cause_by_cause() {
        Pauses one = new Pauses(1, 2, 3, 4, 5);
        assertThat(one.plus(new Pauses(10, 20, 30, 40, 50))).isEqualTo(new Pauses(11, 22, 33, 44, 55));
        assertThat(one.plus(Pauses.NONE)).isEqualTo(one);
    }
}
