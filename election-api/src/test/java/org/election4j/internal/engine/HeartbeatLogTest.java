// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.election4j.Heartbeat;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.election4j.internal.runtime.AttemptTrace;
import org.election4j.internal.runtime.Pauses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the last heartbeats tell about a loss. They are due every 2 s; the leader stops 6 s after the last good one. */
@ParameterizedClass(name = "origin {0}")
@ValueSource(longs = {0, -3_000_000_000L, Long.MAX_VALUE - 3_000_000_000L})
class HeartbeatLogTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final long MILLI = 1_000_000;

    private final long origin;
    private long now;
    private final HeartbeatLog log = new HeartbeatLog();

    HeartbeatLogTest(long origin) {
        this.origin = origin;
        log.acknowledged(origin);
    }

    private void at(long millis) {
        now = origin + millis * MILLI;
    }

    private AttemptTrace begun(long dueMillis, long millis) {
        at(millis);
        AttemptTrace trace = new AttemptTrace(() -> now, NOON, origin + dueMillis * MILLI, now, 1400 * MILLI);
        log.add(trace);
        return trace;
    }

    private LossReport reportAfter(long millis, Pauses stalls) {
        at(millis);
        return log.report(LossReason.RENEWAL_TIMED_OUT, stalls, origin + 2000 * MILLI, now);
    }

    @Test
    void a_request_without_an_answer_is_the_stores_silence() {
        AttemptTrace trace = begun(2000, 2000);
        trace.connected();
        trace.sent();
        LossReport report = reportAfter(6000, Pauses.NONE);
        assertThat(report.verdict()).isEqualTo(LossCause.STORE_UNREACHABLE);
        assertThat(report.shares()).containsEntry(LossCause.STORE_UNREACHABLE, Duration.ofSeconds(4));
        assertThat(report.summary())
                .contains("cause=STORE_UNREACHABLE")
                .contains("lastAcknowledged=6000ms ago")
                .contains("lastOutcome=under way");
    }

    @Test
    void an_answer_that_comes_late_is_a_slow_store() {
        AttemptTrace trace = begun(2000, 2000);
        trace.connected();
        trace.sent();
        at(5900);
        trace.replied();
        trace.ended("applied", now);
        LossReport report = reportAfter(6000, Pauses.NONE);
        assertThat(report.verdict()).isEqualTo(LossCause.STORE_SLOW);
        assertThat(report.shares()).containsEntry(LossCause.STORE_SLOW, Duration.ofMillis(3900));
    }

    @Test
    void a_heartbeat_that_never_gets_a_connection_waits_for_the_pool() {
        begun(2000, 2000);
        assertThat(reportAfter(6000, Pauses.NONE).verdict()).isEqualTo(LossCause.POOL_WAIT);
    }

    @Test
    void a_connection_that_comes_late_is_the_pools_share_only() {
        AttemptTrace trace = begun(2000, 2000);
        at(5000);
        trace.connected();
        trace.sent();
        LossReport report = reportAfter(6000, Pauses.NONE);
        assertThat(report.verdict()).isEqualTo(LossCause.POOL_WAIT);
        assertThat(report.shares())
                .containsEntry(LossCause.POOL_WAIT, Duration.ofSeconds(3))
                .containsEntry(LossCause.STORE_UNREACHABLE, Duration.ofSeconds(1));
    }

    @Test
    void a_heartbeat_that_was_not_even_begun_lacked_its_thread() {
        LossReport report = reportAfter(6000, Pauses.NONE);
        assertThat(report.verdict()).isEqualTo(LossCause.THREADS_STARVED);
        assertThat(report.shares()).containsEntry(LossCause.THREADS_STARVED, Duration.ofSeconds(4));
    }

    @Test
    void a_heartbeat_that_was_begun_late_lacked_its_thread() {
        AttemptTrace trace = begun(2000, 5500);
        trace.connected();
        trace.sent();
        assertThat(reportAfter(6000, Pauses.NONE).verdict()).isEqualTo(LossCause.THREADS_STARVED);
    }

    @Test
    void what_stood_still_is_named_for_what_it_was() {
        assertThat(reportAfter(6000, new Pauses(0, 0, 3500 * MILLI, 0, 0)).verdict())
                .isEqualTo(LossCause.GC_PAUSE);
        assertThat(reportAfter(6000, new Pauses(3500 * MILLI, 0, 0, 0, 0)).verdict())
                .isEqualTo(LossCause.PROCESS_PAUSED);
        assertThat(reportAfter(6000, new Pauses(0, 0, 0, 3500 * MILLI, 0)).verdict())
                .isEqualTo(LossCause.CPU_THROTTLED);
        assertThat(reportAfter(6000, new Pauses(0, 0, 0, 0, 3500 * MILLI)).verdict())
                .isEqualTo(LossCause.CLOCK_SUSPENDED);
    }

    @Test
    void a_pause_during_a_request_is_not_blamed_on_the_store() {
        AttemptTrace trace = begun(2000, 2000);
        trace.connected();
        trace.sent();
        LossReport report = reportAfter(6000, new Pauses(3800 * MILLI, 0, 0, 0, 0));
        assertThat(report.verdict()).isEqualTo(LossCause.PROCESS_PAUSED);
        assertThat(report.shares()).containsEntry(LossCause.STORE_UNREACHABLE, Duration.ofMillis(200));
    }

    @Test
    void heartbeats_up_to_the_last_acknowledged_one_are_not_to_blame() {
        AttemptTrace old = begun(-9000, -9000);
        old.connected();
        old.sent();
        at(-1);
        old.ended("unknown", now);
        assertThat(reportAfter(6000, Pauses.NONE).shares()).containsOnlyKeys(LossCause.THREADS_STARVED);
    }

    @ParameterizedTest
    @CsvSource({
        "RESIGNED, NOT_LATE",
        "CLOSED, NOT_LATE",
        "WORK_FINISHED, NOT_LATE",
        "WORK_FAILED, NOT_LATE",
        "SESSION_REVOKED, SUPERSEDED",
        "RECORD_CHANGED, SUPERSEDED",
        "STORE_FAILED_OVER, STORE_FAILED_OVER"
    })
    void a_loss_that_is_not_about_time_has_no_shares(LossReason reason, LossCause cause) {
        begun(2000, 2000);
        LossReport report = log.report(reason, new Pauses(5, 5, 5, 5, 5), origin, now);
        assertThat(report.verdict()).isEqualTo(cause);
        assertThat(report.shares()).isEmpty();
        assertThat(report.heartbeats()).hasSize(1);
    }

    @Test
    void the_last_16_heartbeats_are_kept_oldest_first() {
        for (int i = 0; i < 20; i++) {
            begun(i * 100L, i * 100L).ended("beat " + i, now);
        }
        assertThat(log.heartbeats()).hasSize(16);
        assertThat(log.heartbeats().get(0).outcome()).isEqualTo("beat 4");
        assertThat(log.heartbeats().get(15).outcome()).isEqualTo("beat 19");
    }

    @Test
    void a_heartbeat_tells_each_leg_it_has_reached() {
        AttemptTrace trace = begun(2000, 2100);
        assertThat(log.heartbeats().get(0).waitedForConnection()).isNull();
        at(2300);
        trace.connected();
        trace.sent();
        at(2600);
        trace.replied();
        trace.ended("applied", now);
        assertThat(log.heartbeats())
                .containsExactly(new Heartbeat(
                        NOON.minusMillis(100),
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(300),
                        "applied"));
    }
}
