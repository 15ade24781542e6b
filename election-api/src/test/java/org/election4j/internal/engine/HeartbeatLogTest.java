// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.election4j.Heartbeat;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.election4j.internal.runtime.AttemptTrace;
import org.election4j.internal.runtime.Pauses;
import org.election4j.internal.runtime.Stall;
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
    private final HeartbeatLog log;

    HeartbeatLogTest(long origin) {
        this.origin = origin;
        log = new HeartbeatLog(origin - 60_000 * MILLI);
        log.acknowledged(origin);
    }

    private void at(long millis) {
        now = origin + millis * MILLI;
    }

    private AttemptTrace begun(long dueMillis, long millis) {
        at(millis);
        AttemptTrace trace =
                new AttemptTrace(() -> now, NOON, origin + dueMillis * MILLI, now, 1400 * MILLI).asHeartbeat();
        log.add(trace);
        return trace;
    }

    private Pauses stall(LossCause cause, long fromMillis, long toMillis) {
        return new Pauses(List.of(Stall.of(cause, origin + fromMillis * MILLI, origin + toMillis * MILLI)), List.of());
    }

    private AttemptTrace answered(long dueMillis, long endMillis, String outcome) {
        AttemptTrace trace = begun(dueMillis, dueMillis);
        trace.connected();
        trace.sent();
        at(endMillis);
        trace.replied();
        trace.ended(outcome, now);
        log.answered(trace.startedNanos());
        return trace;
    }

    private AttemptTrace unanswered(long dueMillis, long endMillis) {
        AttemptTrace trace = begun(dueMillis, dueMillis);
        trace.connected();
        trace.sent();
        at(endMillis);
        trace.ended("unknown: timed out", now);
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
        assertThat(report.shares()).containsEntry(LossCause.STORE_SLOW, Duration.ofSeconds(4));
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
        for (LossCause cause : new LossCause[] {
            LossCause.GC_PAUSE, LossCause.PROCESS_PAUSED, LossCause.CPU_THROTTLED, LossCause.CLOCK_SUSPENDED
        }) {
            assertThat(reportAfter(6000, stall(cause, 2500, 6000)).verdict()).isEqualTo(cause);
        }
    }

    @Test
    void a_pause_during_a_request_is_not_blamed_on_the_store() {
        AttemptTrace trace = begun(2000, 2000);
        trace.connected();
        trace.sent();
        LossReport report = reportAfter(6000, stall(LossCause.PROCESS_PAUSED, 2100, 5900));
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

    @Test
    void a_pause_before_the_heartbeat_was_due_is_not_to_blame() {
        unanswered(2000, 3400);
        unanswered(3750, 5150);
        assertThat(reportAfter(6000, stall(LossCause.GC_PAUSE, 100, 1900)).shares())
                .containsOnlyKeys(LossCause.STORE_UNREACHABLE);
    }

    @Test
    void many_small_stalls_do_not_outweigh_the_request_that_was_never_answered() {
        unanswered(2000, 3400);
        unanswered(3750, 5150);
        List<Stall> stalls = new ArrayList<>();
        for (long from = 2000; from < 6000; from += 200) {
            stalls.add(Stall.of(LossCause.PROCESS_PAUSED, origin + from * MILLI, origin + (from + 150) * MILLI));
        }
        LossReport report = reportAfter(6000, new Pauses(stalls, List.of()));
        assertThat(report.verdict()).as(report.summary()).isEqualTo(LossCause.STORE_UNREACHABLE);
    }

    @Test
    void many_small_stalls_make_a_thread_late() {
        List<Stall> stalls = new ArrayList<>();
        for (long from = 2000; from < 6000; from += 200) {
            stalls.add(Stall.of(LossCause.GC_PAUSE, origin + from * MILLI, origin + (from + 150) * MILLI));
        }
        assertThat(reportAfter(6000, new Pauses(stalls, List.of())).verdict()).isEqualTo(LossCause.GC_PAUSE);
    }

    @Test
    void a_quota_that_is_used_up_in_every_period_makes_a_store_look_silent() {
        unanswered(2000, 3400);
        List<Stall> stalls = new ArrayList<>();
        for (long from = 2000; from < 6000; from += 150) {
            stalls.add(Stall.of(LossCause.CPU_THROTTLED, origin + from * MILLI, origin + (from + 90) * MILLI));
        }
        assertThat(reportAfter(6000, new Pauses(stalls, List.of())).verdict()).isEqualTo(LossCause.CPU_THROTTLED);
    }

    @Test
    void who_had_the_processors_is_told() {
        long from = origin + 2000 * MILLI;
        Map<LossCause, Long> starved = Map.of(LossCause.THREADS_STARVED, 4000 * MILLI);
        Stall inside = new Stall(from, from + 4000 * MILLI, starved, 7500 * MILLI);
        Stall outside = new Stall(from, from + 4000 * MILLI, starved, 100 * MILLI);
        assertThat(reportAfter(6000, new Pauses(List.of(inside), List.of())).summary())
                .contains("cause=THREADS_STARVED", "processorsUsedBy=this process")
                .doesNotContain("unseen");
        assertThat(reportAfter(6000, new Pauses(List.of(outside), List.of())).summary())
                .contains("cause=THREADS_STARVED", "processorsUsedBy=others");
    }

    @Test
    void what_could_not_be_looked_at_is_told() {
        Pauses blind = new Pauses(List.of(), List.of("run_delay", "control_group"));
        assertThat(reportAfter(6000, blind).summary()).endsWith("unseen=run_delay,control_group");
    }

    @Test
    void a_store_that_answers_other_calls_is_slow_and_not_gone() {
        unanswered(2000, 3400);
        unanswered(3750, 5150);
        log.answered(origin + 4000 * MILLI);
        assertThat(reportAfter(6000, Pauses.NONE).verdict()).isEqualTo(LossCause.STORE_SLOW);
    }

    @Test
    void what_the_store_answered_before_it_fell_silent_does_not_count() {
        log.answered(origin + 1990 * MILLI);
        unanswered(2000, 3400);
        assertThat(reportAfter(6000, Pauses.NONE).verdict()).isEqualTo(LossCause.STORE_UNREACHABLE);
    }

    @Test
    void a_lock_that_the_server_tells_about_is_a_slow_store() {
        answered(2000, 2980, "unknown: canceling statement due to lock timeout");
        answered(3330, 4310, "unknown: canceling statement due to lock timeout");
        unanswered(4660, 6000);
        LossReport report = reportAfter(6000, Pauses.NONE);
        assertThat(report.verdict()).isEqualTo(LossCause.STORE_SLOW);
        assertThat(report.shares()).containsOnlyKeys(LossCause.STORE_SLOW);
    }

    @Test
    void a_server_that_refuses_at_once_makes_nothing_but_pauses() {
        for (long at = 2000; at < 6000; at += 400) {
            answered(at, at + 3, "unknown: read-only transaction");
        }
        assertThat(reportAfter(6000, Pauses.NONE).verdict()).isEqualTo(LossCause.STORE_UNREACHABLE);
    }

    @Test
    void a_pool_that_has_no_server_is_not_to_blame() {
        for (long at = 2000; at < 6000; at += 600) {
            AttemptTrace trace = begun(at, at);
            at(at + 250);
            trace.unreachable();
            trace.ended("unknown: no connection, total=0", now);
        }
        LossReport report = reportAfter(6000, Pauses.NONE);
        assertThat(report.verdict()).isEqualTo(LossCause.STORE_UNREACHABLE);
        assertThat(report.shares()).doesNotContainKey(LossCause.POOL_WAIT);
    }

    @Test
    void reads_that_look_after_a_heartbeat_count_and_are_not_shown_as_heartbeats() {
        unanswered(2000, 2100);
        at(2100);
        AttemptTrace read = new AttemptTrace(() -> now, NOON, now, now, 1400 * MILLI);
        log.add(read);
        LossReport report = reportAfter(6000, Pauses.NONE);
        assertThat(report.verdict()).isEqualTo(LossCause.POOL_WAIT);
        assertThat(report.heartbeats()).hasSize(1);
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
        LossReport report = log.report(reason, stall(LossCause.GC_PAUSE, 0, 5), origin, now);
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
