// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.internal.machine.Samples.NEXT_EPOCH;
import static org.election4j.internal.machine.Samples.absent;
import static org.election4j.internal.machine.Samples.applied;
import static org.election4j.internal.machine.Samples.found;
import static org.election4j.internal.machine.Samples.rejected;
import static org.election4j.internal.machine.Samples.unanswered;
import static org.election4j.internal.machine.Samples.version;

import org.election4j.LossReason;
import org.election4j.internal.machine.SessionMachine.Phase;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.Test;

/** H5 to H8: how long a session may be led under, how it stops, and how it ends. */
@AtAnyOrigin
class SessionEndTest {

    private final SessionRun run;

    SessionEndTest(long origin) {
        run = new SessionRun(origin);
    }

    // ---- H5, H8 ----------------------------------------------------------------------------------------------------

    @Test
    void H5_a_session_is_usable_until_the_stop_margin_begins_and_no_longer() {
        run.open(0);
        assertThat(run.machine.stopAtNanos()).isEqualTo(run.at(6000));
        assertThat(run.machine.isUsable(run.at(6000) - 1)).isTrue();
        assertThat(run.machine.isUsable(run.at(6000))).isFalse();
        assertThat(run.machine.isUsable(run.at(60_000))).isFalse();
    }

    @Test
    void H8_an_acquisition_needs_half_of_the_validity() {
        run.open(0);
        assertThat(run.machine.mayAcquire(run.at(0))).isTrue();
        assertThat(run.machine.mayAcquire(run.at(4000))).isTrue();
        assertThat(run.machine.mayAcquire(run.at(4000) + 1)).isFalse();
        assertThat(run.machine.isUsable(run.at(4000) + 1)).isTrue();
    }

    @Test
    void H8_a_renewal_gives_the_validity_back() {
        run.open(0);
        CompareAndSet renewal = run.begin(4500);
        run.answer(renewal, applied(renewal.next()), 4600);
        assertThat(run.machine.mayAcquire(run.at(4600))).isTrue();
    }

    // ---- H6 --------------------------------------------------------------------------------------------------------

    @Test
    void H6_a_session_stops_exactly_when_the_stop_margin_begins() {
        run.open(0);
        run.busy = true;
        run.tick(4000);
        run.machine.tick(run.at(6000) - 1, true);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        run.machine.tick(run.at(6000), true);
        assertThat(run.phase()).isEqualTo(Phase.STOPPED);
        assertThat(run.machine.state().reason()).isEqualTo(LossReason.RENEWAL_TIMED_OUT);
    }

    @Test
    void H6_renewals_go_on_after_the_stop_but_bring_nothing_back() {
        run.open(0);
        run.busy = true;
        run.tick(6000);
        CompareAndSet renewal = run.begin(6100);
        assertThat(((SessionRecord) renewal.next()).state()).isEqualTo(SessionRecord.State.LIVE);
        run.answer(renewal, applied(renewal.next()), 6200);
        assertThat(run.validUntilMillis()).isEqualTo(14_100);
        assertThat(run.phase()).isEqualTo(Phase.STOPPED);
        assertThat(run.machine.isUsable(run.at(6200))).isFalse();
        assertThat(run.machine.mayAcquire(run.at(6200))).isFalse();
    }

    @Test
    void H6_a_stopped_session_stays_stopped_even_when_nothing_depends_on_it_any_more() {
        run.open(0);
        run.machine.stop(LossReason.CLOSED);
        CompareAndSet renewal = run.begin(100);
        run.answer(renewal, applied(renewal.next()), 200);
        assertThat(run.phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void H6_the_first_reason_is_the_one_that_counts() {
        run.open(0);
        run.machine.stop(LossReason.CLOSED);
        run.machine.stop(LossReason.RENEWAL_TIMED_OUT);
        run.machine.sameEpoch(NEXT_EPOCH);
        run.assertGone(LossReason.CLOSED);
    }

    @Test
    void H6_a_session_stopped_before_its_create_was_answered_never_lives() {
        CompareAndSet create = run.begin(0);
        run.machine.stop(LossReason.CLOSED);
        run.answer(create, applied(create.next()), 100);
        assertThat(run.phase()).isEqualTo(Phase.STOPPED);
        assertThat(run.machine.isUsable(run.at(100))).isFalse();
    }

    @Test
    void H6_a_gone_session_ignores_whatever_comes_later() {
        run.open(0);
        CompareAndSet renewal = run.begin(2000);
        run.machine.sameEpoch(NEXT_EPOCH);
        SessionMachine.State gone = run.machine.state();
        run.answer(renewal, applied(renewal.next()), 2100);
        run.read(found(renewal.next()), 2200);
        run.machine.end();
        run.machine.stop(LossReason.CLOSED);
        run.tick(2300);
        assertThat(run.machine.state()).isEqualTo(gone);
    }

    // ---- H7 --------------------------------------------------------------------------------------------------------

    @Test
    void H7_the_last_write_says_ended_and_expects_the_last_acknowledged_version() {
        CompareAndSet create = run.open(0);
        run.machine.end();
        CompareAndSet end = run.begin(100);
        assertThat(((SessionRecord) end.next()).state()).isEqualTo(SessionRecord.State.ENDED);
        assertThat(end.expected()).isEqualTo(version(create.next()));
        assertThat(run.machine.isUsable(run.at(100))).isFalse();
        run.answer(end, applied(end.next()), 200);
        run.assertGone(LossReason.CLOSED);
    }

    @Test
    void H7_an_end_that_has_not_landed_is_repeated() {
        CompareAndSet create = run.open(0);
        run.machine.end();
        run.answer(run.begin(100), unanswered(), 200);
        run.read(found(create.next()), 300);
        CompareAndSet again = run.begin(400);
        assertThat(((SessionRecord) again.next()).state()).isEqualTo(SessionRecord.State.ENDED);
        assertThat(again.expected()).isEqualTo(version(create.next()));
    }

    @Test
    void H7_an_end_found_applied_is_the_end() {
        run.open(0);
        run.machine.end();
        CompareAndSet end = run.begin(100);
        run.answer(end, rejected(), 200);
        run.read(found(end.next()), 300);
        run.assertGone(LossReason.CLOSED);
    }

    @Test
    void H7_a_renewal_on_its_way_is_resolved_before_the_end_is_written() {
        run.open(0);
        CompareAndSet renewal = run.begin(2000);
        run.machine.end();
        assertThat(run.tryBegin(2050)).isNull();
        run.answer(renewal, unanswered(), 2100);
        assertThat(run.tryBegin(2150)).isNull();
        run.read(found(renewal.next()), 2200);
        assertThat(run.phase()).isEqualTo(Phase.ENDING);
        CompareAndSet end = run.begin(2300);
        assertThat(end.expected()).isEqualTo(version(renewal.next()));
        assertThat(((SessionRecord) end.next()).state()).isEqualTo(SessionRecord.State.ENDED);
    }

    @Test
    void H7_a_session_that_was_never_written_needs_no_end() {
        run.machine.end();
        run.assertGone(LossReason.CLOSED);
    }

    @Test
    void H7_a_create_on_its_way_is_ended_if_it_landed() {
        CompareAndSet create = run.begin(0);
        run.machine.end();
        run.answer(create, applied(create.next()), 100);
        assertThat(run.phase()).isEqualTo(Phase.ENDING);
        assertThat(run.begin(200).expected()).isEqualTo(version(create.next()));
    }

    @Test
    void H7_a_create_that_can_still_land_is_prevented_by_the_end() {
        run.answer(run.begin(0), unanswered(), 100);
        run.read(absent(), 200);
        run.machine.end();
        assertThat(run.phase()).isEqualTo(Phase.ENDING);
        CompareAndSet end = run.begin(300);
        assertThat(end.expected()).isNull();
        assertThat(((SessionRecord) end.next()).state()).isEqualTo(SessionRecord.State.ENDED);
        run.answer(end, applied(end.next()), 400);
        run.assertGone(LossReason.CLOSED);
    }

    @Test
    void H7_a_create_that_lands_before_the_end_is_ended() {
        CompareAndSet create = run.begin(0);
        run.answer(create, unanswered(), 100);
        run.machine.end();
        run.read(absent(), 200);
        run.answer(run.begin(300), rejected(), 400);
        run.read(found(create.next()), 500);
        assertThat(run.phase()).isEqualTo(Phase.ENDING);
        CompareAndSet end = run.begin(600);
        assertThat(end.expected()).isEqualTo(version(create.next()));
        assertThat(((SessionRecord) end.next()).state()).isEqualTo(SessionRecord.State.ENDED);
    }

    @Test
    void H2_a_session_that_was_silent_for_so_long_that_it_may_be_collected_is_out_of_date() {
        run.open(0);
        assertThat(run.machine.isOutOfDate(run.at(87_999))).isFalse();
        assertThat(run.machine.isOutOfDate(run.at(88_000))).isTrue();
    }

    @Test
    void an_abandoned_session_is_left_to_run_out() {
        run.open(0);
        CompareAndSet renewal = run.begin(2000);
        run.machine.abandon();
        run.answer(renewal, applied(renewal.next()), 2100);
        run.assertGone(LossReason.RENEWAL_TIMED_OUT);
        assertThat(run.validUntilMillis()).isEqualTo(8000);
    }

    @Test
    void an_abandoned_session_forgets_what_was_unresolved() {
        run.open(0);
        CompareAndSet renewal = run.begin(2000);
        run.answer(renewal, unanswered(), 2100);
        run.machine.abandon();
        run.read(found(renewal.next()), 2200);
        run.assertGone(LossReason.RENEWAL_TIMED_OUT);
    }
}
