// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.Takeover;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.machine.Timings;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.Test;

/** Closing takes as long as what it waits for can still help somebody, and no longer. */
class CloseInVainTest {

    private static final Duration VALIDITY = leases(0.8);
    private static final Duration THREE_ATTEMPTS =
            Duration.ofNanos(3 * Timings.of(LEASE).attemptNanos());
    private static final Duration MOMENT = Duration.ofMillis(10);

    private final FakeCluster cluster = new FakeCluster();
    private final FakeCluster.Member a = cluster.member("a");

    private Duration closing(Runnable close) {
        Duration start = cluster.time.elapsed();
        close.run();
        return cluster.time.elapsed().minus(start);
    }

    private Duration closing() {
        return closing(a.process.candidate()::close);
    }

    @Test
    void a_store_that_is_gone_is_waited_for_while_a_release_could_still_help() {
        cluster.advance(leases(1));
        a.faults.outage(true);
        assertThat(closing()).isBetween(MOMENT, VALIDITY.plus(MOMENT));
        assertThat(a.diary.reasons()).containsExactly(LossReason.CLOSED);
        a.diary.assertOver();
    }

    @Test
    void a_store_that_comes_back_in_time_gets_the_release() {
        cluster.advance(leases(1));
        a.faults.outage(true);
        cluster.time.schedule(leases(0.3), () -> a.faults.outage(false));
        assertThat(closing()).isBetween(leases(0.3), VALIDITY);
        assertThat(cluster.record().holder()).isNull();
    }

    @Test
    void nothing_to_give_up_is_not_waited_for() {
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        b.faults.outage(true);
        assertThat(closing(b.process.candidate()::close)).isLessThanOrEqualTo(THREE_ATTEMPTS.plus(MOMENT));
    }

    @Test
    void a_candidate_that_never_reached_its_store_closes_at_once() {
        FakeCluster.Member b = cluster.member("b");
        b.faults.outage(true);
        cluster.advance(leases(3));
        assertThat(closing(b.process.candidate()::close)).isLessThanOrEqualTo(THREE_ATTEMPTS.plus(MOMENT));
    }

    @Test
    void the_end_of_a_session_that_holds_nothing_is_written_if_the_store_answers() {
        FakeCluster.Member b = cluster.member("b");
        cluster.elect(a, b);
        b.process.latency(Duration.ofMillis(100), Duration.ofMillis(100));
        b.process.candidate().close();
        assertThat(cluster.sessions())
                .filteredOn(session -> session.candidateId().equals("b"))
                .allMatch(session -> session.state() == SessionRecord.State.ENDED);
    }

    @Test
    void one_elector_whose_release_cannot_be_written_closes_when_its_validity_is_over() {
        cluster.advance(leases(1));
        a.faults.outage(true);
        assertThat(closing(a.elector::close)).isBetween(MOMENT, VALIDITY.plus(MOMENT));
        a.diary.assertOver();
    }

    @Test
    void user_code_that_does_not_return_is_waited_for_until_it_has_overrun_and_the_validity_is_over() {
        cluster.advance(leases(1));
        a.userCode.hold();
        Duration took = closing();
        assertThat(took).isBetween(LEASE, LEASE.plus(VALIDITY).plus(MOMENT));
    }

    /** Leads, and gives itself a tenth of a lease to close. */
    private FakeCluster.Member impatient() {
        FakeCluster.Member b = cluster.member(new CandidateSettings(
                "b", null, Timings.of(LEASE), null, LEASE, Takeover.OBSERVED, leases(0.1), false));
        a.process.candidate().close();
        cluster.stepUntil(b::leads);
        return b;
    }

    @Test
    void a_pin_that_the_close_limit_cuts_off_is_stopped_first() {
        FakeCluster.Member b = impatient();
        Leadership leadership = b.leadership();
        leadership.pin(leases(0.4));
        assertThat(closing(b.process.candidate()::close)).isLessThanOrEqualTo(leases(0.1));
        assertThat(leadership.stopSignal().toCompletableFuture()).isCompletedWithValue(LossReason.CLOSED);
        b.diary.assertOver();
    }

    @Test
    void a_pin_that_the_close_limit_of_one_elector_cuts_off_is_stopped_first() {
        FakeCluster.Member b = impatient();
        Leadership leadership = b.leadership();
        leadership.pin(leases(0.4));
        assertThat(closing(b.elector::close)).isLessThanOrEqualTo(leases(0.1));
        assertThat(leadership.stopSignal().toCompletableFuture()).isCompletedWithValue(LossReason.CLOSED);
        b.diary.assertOver();
    }
}
