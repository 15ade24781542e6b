// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.internal.machine.Samples.EPOCH;
import static org.election4j.internal.machine.Samples.LEASE;
import static org.election4j.internal.machine.Samples.NEXT_EPOCH;
import static org.election4j.internal.machine.Samples.absent;
import static org.election4j.internal.machine.Samples.applied;
import static org.election4j.internal.machine.Samples.found;
import static org.election4j.internal.machine.Samples.live;
import static org.election4j.internal.machine.Samples.rejected;
import static org.election4j.internal.machine.Samples.stamp;
import static org.election4j.internal.machine.Samples.unanswered;

import org.election4j.LossReason;
import org.election4j.internal.machine.SessionMachine.Phase;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;

/** H1 to H3: how a session is opened, renewed, and believed in. Its lease is 10 s: V = 8 s, it stops 6 s after a send. */
@AtAnyOrigin
class SessionMachineTest {

    private final SessionRun run;

    SessionMachineTest(long origin) {
        run = new SessionRun(origin);
    }

    // ---- H1 --------------------------------------------------------------------------------------------------------

    @Test
    void H1_the_record_is_created_only_if_absent_and_says_who_lives() {
        CompareAndSet create = run.begin(0);
        SessionRecord record = (SessionRecord) create.next();
        assertThat(create.expected()).isNull();
        assertThat(record.state()).isEqualTo(SessionRecord.State.LIVE);
        assertThat(record.incarnation()).isEqualTo(run.incarnation);
        assertThat(record.lease()).isEqualTo(LEASE);
    }

    @Test
    void H1_an_unanswered_create_is_repeated_as_the_same_write_under_the_same_epoch() {
        CompareAndSet first = run.begin(0);
        run.answer(first, unanswered(), 100);
        run.read(absent(), 200);
        CompareAndSet second = run.begin(300);
        assertThat(second.expected()).isNull();
        assertThat(second.next().nonce()).isEqualTo(first.next().nonce());
        assertThat(second.guard()).isEqualTo(first.guard()).isEqualTo(Guard.epoch(EPOCH));
        assertThat(((SessionRecord) second.next()).epoch()).isEqualTo(EPOCH);
    }

    @Test
    void H1_after_the_first_acknowledgement_absence_means_gone() {
        run.open(0);
        run.answer(run.begin(2000), unanswered(), 2100);
        run.read(absent(), 2200);
        run.assertGone(LossReason.SESSION_REVOKED);
    }

    @Test
    void H1_a_create_that_finds_somebody_elses_record_gives_the_incarnation_up() {
        run.answer(run.begin(0), rejected(), 100);
        run.read(found(live(run.incarnation, LEASE)), 200);
        run.assertGone(LossReason.SESSION_REVOKED);
    }

    @Test
    void H1_before_the_first_acknowledgement_nothing_may_be_led() {
        run.begin(0);
        assertThat(run.machine.isUsable(run.at(1))).isFalse();
        assertThat(run.machine.mayAcquire(run.at(1))).isFalse();
        assertThat(run.machine.stopIsDue(run.at(60_000))).isFalse();
    }

    // ---- H2 --------------------------------------------------------------------------------------------------------

    @Test
    void H2_a_renewal_expects_the_exact_version_of_the_last_acknowledged_write() {
        CompareAndSet create = run.begin(0);
        Version marked = new Version(create.next().nonce(), "etag-7");
        run.answer(create, new WriteOutcome.Applied(marked, stamp(EPOCH)), 100);
        assertThat(run.begin(2000).expected()).isEqualTo(marked);
    }

    @Test
    void H2_validity_counts_from_the_send_and_not_from_the_answer() {
        CompareAndSet create = run.begin(0);
        run.answer(create, applied(create.next()), 5000);
        assertThat(run.validUntilMillis()).isEqualTo(8000);
        assertThat(run.machine.isUsable(run.at(6000) - 1)).isTrue();
        assertThat(run.machine.isUsable(run.at(6000))).isFalse();
    }

    @Test
    void H2_an_acknowledgement_under_another_epoch_extends_nothing_and_ends_the_session() {
        run.open(0);
        CompareAndSet renewal = run.begin(2000);
        run.answer(renewal, applied(renewal.next(), NEXT_EPOCH), 2100);
        run.assertGone(LossReason.STORE_FAILED_OVER);
        assertThat(run.validUntilMillis()).isEqualTo(8000);
    }

    @Test
    void H2_a_create_acknowledged_under_another_epoch_starts_nothing() {
        CompareAndSet create = run.begin(0);
        run.answer(create, applied(create.next(), NEXT_EPOCH), 100);
        run.assertGone(LossReason.STORE_FAILED_OVER);
    }

    @Test
    void H2_a_rejection_under_another_epoch_ends_the_session() {
        run.open(0);
        run.answer(run.begin(2000), new WriteOutcome.Rejected(stamp(NEXT_EPOCH)), 2100);
        run.assertGone(LossReason.STORE_FAILED_OVER);
    }

    @Test
    void H2_a_read_under_another_epoch_ends_the_session_even_if_it_shows_the_write() {
        run.open(0);
        CompareAndSet renewal = run.begin(2000);
        run.answer(renewal, unanswered(), 2100);
        run.read(found(renewal.next(), NEXT_EPOCH), 2200);
        run.assertGone(LossReason.STORE_FAILED_OVER);
        assertThat(run.validUntilMillis()).isEqualTo(8000);
    }

    @Test
    void H2_absence_under_another_epoch_does_not_let_the_create_be_repeated() {
        run.answer(run.begin(0), unanswered(), 100);
        run.read(absent(NEXT_EPOCH), 200);
        run.assertGone(LossReason.STORE_FAILED_OVER);
    }

    @Test
    void H2_any_other_answer_under_another_epoch_ends_the_session() {
        run.open(0);
        assertThat(run.machine.sameEpoch(EPOCH)).isTrue();
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.machine.sameEpoch(NEXT_EPOCH)).isFalse();
        run.assertGone(LossReason.STORE_FAILED_OVER);
    }

    @Test
    void H2_an_answer_to_anything_but_the_write_in_flight_is_ignored() {
        run.open(0);
        CompareAndSet renewal = run.begin(2000);
        CompareAndSet stray = new CompareAndSet(null, live(run.incarnation, LEASE), Guard.epoch(EPOCH));
        SessionMachine.State before = run.machine.state();
        run.answer(stray, applied(stray.next()), 2050);
        assertThat(run.machine.state()).isEqualTo(before);
        run.answer(renewal, applied(renewal.next()), 2100);
        run.answer(renewal, applied(renewal.next()), 2100);
        assertThat(run.validUntilMillis()).isEqualTo(10_000);
    }

    @Test
    void H2_one_write_is_on_its_way_at_a_time() {
        run.open(0);
        run.begin(2000);
        assertThat(run.tryBegin(4000)).isNull();
    }

    // ---- H3 --------------------------------------------------------------------------------------------------------

    @Test
    void H3_a_read_that_shows_the_session_alive_extends_nothing() {
        CompareAndSet create = run.open(0);
        run.answer(run.begin(2000), rejected(), 2100);
        run.read(found(create.next()), 2200);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.validUntilMillis()).isEqualTo(8000);
    }

    @Test
    void H3_a_read_that_nothing_unresolved_asked_for_is_ignored() {
        run.open(0);
        SessionMachine.State before = run.machine.state();
        run.read(found(live(run.incarnation, LEASE)), 100);
        run.read(absent(), 100);
        assertThat(run.machine.state()).isEqualTo(before);
    }

    @Test
    void H3_an_acknowledgement_after_the_stop_was_due_does_not_revive() {
        run.open(0);
        run.busy = true;
        CompareAndSet renewal = run.begin(2000);
        run.answer(renewal, applied(renewal.next()), 6000);
        assertThat(run.phase()).isEqualTo(Phase.STOPPED);
        assertThat(run.machine.state().reason()).isEqualTo(LossReason.RENEWAL_TIMED_OUT);
        assertThat(run.machine.isUsable(run.at(6000))).isFalse();
        assertThat(run.validUntilMillis())
                .as("the drain is protected all the same")
                .isEqualTo(10_000);
    }

    @Test
    void H3_an_acknowledgement_one_nanosecond_before_the_stop_is_in_time() {
        run.open(0);
        run.busy = true;
        CompareAndSet renewal = run.begin(2000);
        run.machine.answered(renewal.next().nonce(), applied(renewal.next()), run.at(6000) - 1, true);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.machine.isUsable(run.at(8000) - 1)).isTrue();
    }

    @Test
    void H3_a_write_found_applied_after_the_stop_was_due_does_not_revive() {
        run.open(0);
        run.busy = true;
        CompareAndSet renewal = run.begin(2000);
        run.answer(renewal, unanswered(), 3000);
        run.read(found(renewal.next()), 6001);
        assertThat(run.phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void H3_a_session_that_nothing_depends_on_may_lapse_and_go_on() {
        run.open(0);
        run.tick(7000);
        CompareAndSet renewal = run.begin(7000);
        run.answer(renewal, applied(renewal.next()), 9000);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.validUntilMillis()).isEqualTo(15_000);
    }

    @Test
    void H3_while_an_idle_session_has_lapsed_it_may_not_be_led_under() {
        run.open(0);
        run.tick(6000);
        assertThat(run.machine.isUsable(run.at(6000))).isFalse();
        assertThat(run.machine.mayAcquire(run.at(6000))).isFalse();
    }

    @Test
    void H3_an_acknowledgement_that_comes_too_late_for_its_own_validity_gives_none() {
        CompareAndSet create = run.begin(0);
        run.answer(create, applied(create.next()), 7000);
        assertThat(run.machine.isUsable(run.at(7000))).isFalse();
        assertThat(run.machine.mayAcquire(run.at(7000))).isFalse();
    }

    @Test
    void a_state_taken_out_and_put_back_goes_on_where_it_was() {
        run.open(0);
        SessionMachine.State saved = run.machine.state();
        run.machine.stop(LossReason.CLOSED);
        run.machine.restore(saved);
        assertThat(requireNonNull(run.tryBegin(2000)).expected()).isEqualTo(saved.acked());
    }
}
