// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.election4j.Takeover;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;

/** What a report says about a loss that was not chosen, from end to end. */
class LossVerdictTest {

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore namespace =
            InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();
    private final SlowStore store = new SlowStore();
    private final LeadershipDiary diary = new LeadershipDiary();
    private final FakeProcess process = FakeProcess.start(
            store, time, FakeCluster.settings("a", LEASE, Takeover.OBSERVED), UnaryOperator.identity());

    /** Lets time pass on one leg of each heartbeat's way. */
    private final class SlowStore extends DelegatingLeaseStore {

        private Duration pool = Duration.ZERO;
        private boolean refuses;
        private Duration probe = Duration.ZERO;

        SlowStore() {
            super(namespace);
        }

        @Override
        public void probe(Attempt attempt) {
            time.advance(probe);
            super.probe(attempt);
        }

        @Override
        public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
            if (!(write.next() instanceof SessionRecord)) {
                return super.compareAndSet(write, attempt);
            }
            time.advance(pool);
            if (refuses) {
                return new WriteOutcome.Unknown(new IllegalStateException("connection refused"));
            }
            return super.compareAndSet(write, attempt);
        }
    }

    private void lead() {
        process.candidate().elector("e").listener(diary).start();
        time.advance(leases(2));
        assertThat(diary.entries()).hasSize(1);
    }

    private LossReport report() {
        for (int i = 0; i < 100 && diary.losses().isEmpty(); i++) {
            time.advance(leases(0.1));
        }
        assertThat(diary.reasons()).startsWith(LossReason.RENEWAL_TIMED_OUT);
        return diary.losses().get(0).report();
    }

    @Test
    void a_server_that_refuses_connections_is_unreachable() {
        lead();
        store.refuses = true;
        LossReport report = report();
        assertThat(report.verdict()).as(report.summary()).isEqualTo(LossCause.STORE_UNREACHABLE);
        assertThat(report.summary()).contains("connection refused");
        assertThat(report.shares()).doesNotContainKey(LossCause.THREADS_STARVED);
    }

    @Test
    void a_pool_that_is_empty_is_waited_for() {
        lead();
        store.pool = Duration.ofMillis(1400);
        store.refuses = true;
        LossReport report = report();
        assertThat(report.verdict()).as(report.summary()).isEqualTo(LossCause.POOL_WAIT);
    }

    @Test
    void a_process_that_did_not_run_is_not_the_stores_fault() {
        lead();
        process.pause();
        time.advance(leases(1.5));
        process.resume();
        LossReport report = report();
        assertThat(report.verdict()).as(report.summary()).isEqualTo(LossCause.THREADS_STARVED);
    }

    @Test
    void an_answer_that_comes_after_somebody_saw_the_end_was_too_late_and_not_the_last_good_one() {
        Leadership[] led = new Leadership[1];
        process.candidate()
                .elector("e")
                .listener(diary)
                .listener(new LeadershipListener() {
                    @Override
                    public void onGained(Leadership leadership) {
                        led[0] = leadership;
                    }
                })
                .start();
        time.advance(leases(2));
        process.pause();
        time.advance(leases(1.5));
        assertThat(led[0].isValid()).isFalse();
        process.resume();
        LossReport report = report();
        assertThat(report.verdict()).as(report.summary()).isEqualTo(LossCause.THREADS_STARVED);
        assertThat(report.shares().get(LossCause.THREADS_STARVED)).isGreaterThan(leases(1));
    }

    @Test
    void work_that_fails_because_its_time_was_over_is_not_the_reason() {
        process.candidate()
                .elector("e")
                .listener(diary)
                .listener(new LeadershipListener() {
                    @Override
                    public void onGained(Leadership leadership) {
                        process.pause();
                        time.advance(leases(1.5));
                        throw new IllegalStateException("found out that it does not lead");
                    }
                })
                .start();
        time.advance(leases(2));
        process.resume();
        time.advance(leases(0.5));
        assertThat(diary.reasons()).startsWith(LossReason.RENEWAL_TIMED_OUT);
    }

    @Test
    void the_first_heartbeat_is_not_late_because_the_probe_took_long() {
        store.probe = leases(0.2);
        lead();
        assertThat(process.candidate().status().heartbeats().get(0).waitedForThread())
                .isZero();
    }

    @Test
    void the_last_heartbeats_come_with_the_report() {
        lead();
        store.refuses = true;
        LossReport report = report();
        assertThat(report.heartbeats()).isNotEmpty().hasSizeLessThanOrEqualTo(16);
        assertThat(report.heartbeats().get(0).outcome()).isEqualTo("applied");
        assertThat(report.heartbeats().get(report.heartbeats().size() - 1).outcome())
                .contains("connection refused");
    }
}
