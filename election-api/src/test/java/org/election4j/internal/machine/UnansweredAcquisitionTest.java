// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.internal.machine.Samples.NEXT_EPOCH;
import static org.election4j.internal.machine.Samples.absent;
import static org.election4j.internal.machine.Samples.applied;
import static org.election4j.internal.machine.Samples.found;
import static org.election4j.internal.machine.Samples.free;
import static org.election4j.internal.machine.Samples.held;
import static org.election4j.internal.machine.Samples.rejected;
import static org.election4j.internal.machine.Samples.unanswered;
import static org.election4j.internal.machine.Samples.unreadable;
import static org.election4j.internal.machine.Samples.version;

import java.util.Objects;
import java.util.UUID;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.junit.jupiter.api.Test;

/** H4 and R1 (c): acquisitions that were not answered, and those that land after they were given up. */
@AtAnyOrigin
class UnansweredAcquisitionTest {

    private final Campaign me;

    UnansweredAcquisitionTest(long origin) {
        me = new Campaign(origin);
    }

    // ---- still claimed ---------------------------------------------------------------------------------------------

    @Test
    void H4_an_unanswered_acquisition_leads_nothing_until_a_read_shows_its_nonce() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        assertThat(me.answer(write, unanswered(), 100)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.machine.isUnresolved()).isTrue();
        assertThat(me.machine.occupies(me.incarnation)).isTrue();
        assertThat(me.tryAcquire(200)).as("not before the read").isNull();
        assertThat(me.read(unreadable(), 300)).isEqualTo(Turn.NONE);
        assertThat(me.read(found(write.next()), 400)).isEqualTo(Turn.GAINED);
        assertThat(me.machine.state().tenure().version()).isEqualTo(version(write.next()));
    }

    @Test
    void H4_a_rejected_acquisition_may_be_my_own_success_repeated() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        assertThat(me.answer(write, rejected(), 100)).isEqualTo(Turn.NONE);
        assertThat(me.read(found(write.next()), 200)).isEqualTo(Turn.GAINED);
    }

    @Test
    void H4_somebody_elses_nonce_means_the_election_is_not_mine() {
        me.read(found(free(7)), 0);
        me.answer(me.acquire(0), unanswered(), 100);
        assertThat(me.read(found(held(9, UUID.randomUUID())), 200)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.machine.isSettled())
                .as("its version has moved: it cannot land any more")
                .isTrue();
        assertThat(me.machine.occupies(me.incarnation)).isFalse();
    }

    @Test
    void H4_a_late_answer_to_an_acquisition_that_was_given_up_is_ignored() {
        CompareAndSet given = me.abandon(absent());
        assertThat(me.answer(given, applied(given.next()), 300)).isEqualTo(Turn.NONE);
        CompareAndSet next = me.acquire(400);
        assertThat(me.answer(given, applied(given.next()), 500)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.ACQUIRING);
        assertThat(me.answer(next, applied(next.next()), 600)).isEqualTo(Turn.GAINED);
    }

    @Test
    void H4_reads_are_not_taken_for_the_answer_to_an_acquisition_on_its_way() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        assertThat(me.read(found(write.next()), 100)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.ACQUIRING);
    }

    @Test
    void H2_an_acquisition_applied_under_another_epoch_starts_nothing() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        assertThat(me.answer(write, applied(write.next(), NEXT_EPOCH), 100)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
    }

    @Test
    void H2_an_acquisition_found_applied_under_another_epoch_starts_nothing() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        me.answer(write, unanswered(), 100);
        assertThat(me.read(found(write.next(), NEXT_EPOCH), 200)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.RELEASING);
    }

    // ---- resolved too late -----------------------------------------------------------------------------------------

    @Test
    void H4_an_acquisition_acknowledged_to_a_session_that_stopped_meanwhile_is_freed() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        me.usable = false;
        assertThat(me.answer(write, applied(write.next()), 100)).isEqualTo(Turn.NONE);
        assertFrees(write);
    }

    @Test
    void R1b_an_acquisition_found_applied_after_the_session_changed_is_left_to_the_end_of_that_session() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        me.answer(write, unanswered(), 100);
        UUID before = me.incarnation;
        me.openAnotherSession();
        assertThat(me.read(found(write.next()), 200)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.machine.occupies(before)).isFalse();
        assertThat(me.tryAcquire(60_000)).isNull();
        assertThat(me.tryAcquireFromEnded(60_000)).isNotNull();
    }

    @Test
    void H7_an_acquisition_acknowledged_after_leaving_starts_nothing_and_is_freed() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        me.machine.retire();
        assertThat(me.answer(write, applied(write.next()), 100)).isEqualTo(Turn.NONE);
        assertFrees(write);
    }

    @Test
    void H7_an_acquisition_found_applied_after_leaving_starts_nothing_and_is_freed() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        me.answer(write, unanswered(), 100);
        me.machine.retire();
        assertThat(me.read(found(write.next()), 200)).isEqualTo(Turn.NONE);
        assertFrees(write);
    }

    private void assertFrees(CompareAndSet acquisition) {
        assertThat(me.phase()).isEqualTo(Phase.RELEASING);
        assertThat(me.machine.stop(null)).as("it never led").isFalse();
        assertThat(me.tryRelease()).as("a copy of this process may lead by it").isNull();
        me.renew();
        CompareAndSet release = me.release();
        assertThat(release.expected()).isEqualTo(version(acquisition.next()));
        assertThat(Campaign.seat(release)).isEqualTo(new ElectionRecord.Free());
        assertThat(Campaign.term(release)).isEqualTo(Campaign.term(acquisition));
        assertThat(me.machine.releaseAnswered(release.next().nonce(), applied(release.next()), me.at(50)))
                .isEqualTo(Turn.RELEASED);
        assertThat(me.machine.isSettled()).isTrue();
    }

    // ---- landing after it was given up -----------------------------------------------------------------------------

    @Test
    void H4_an_acquisition_that_was_given_up_is_watched_until_its_version_has_moved() {
        ElectionRecord free = free(7);
        me.abandon(found(free));
        assertThat(me.machine.isSettled()).isFalse();
        me.read(found(free), 5000);
        assertThat(me.machine.isSettled()).isFalse();
        me.read(found(held(9, UUID.randomUUID())), 6000);
        assertThat(me.machine.isSettled()).isTrue();
    }

    @Test
    void H4_an_acquisition_of_an_absent_record_is_watched_until_the_record_appears() {
        me.abandon(absent());
        me.read(absent(), 5000);
        assertThat(me.machine.isSettled()).isFalse();
        me.read(found(held(9, UUID.randomUUID())), 6000);
        assertThat(me.machine.isSettled()).isTrue();
    }

    @Test
    void H4_an_acquisition_tried_again_on_the_same_version_is_the_same_one() {
        ElectionRecord free = free(7);
        CompareAndSet first = me.abandon(found(free));
        CompareAndSet again = me.acquire(300);
        assertThat(again).isEqualTo(first);
        me.answer(again, rejected(), 400);
        assertThat(me.read(found(first.next()), 500)).isEqualTo(Turn.GAINED);
    }

    @Test
    void H4_an_acquisition_is_made_anew_when_the_version_the_session_or_the_epoch_is_another() {
        ElectionRecord free = free(7);
        CompareAndSet first = me.abandon(found(free));
        me.openAnotherSession();
        CompareAndSet second = me.acquire(300);
        assertThat(second.next().nonce()).isNotEqualTo(first.next().nonce());
        me.answer(second, unanswered(), 400);
        me.read(found(free, NEXT_EPOCH), 500);
        me.settledIn(NEXT_EPOCH);
        CompareAndSet third = me.acquire(600);
        assertThat(third.next().nonce()).isNotEqualTo(second.next().nonce());
        me.answer(third, unanswered(), 700);
        me.read(found(free(8), NEXT_EPOCH), 800);
        assertThat(me.acquire(900).next().nonce()).isNotEqualTo(third.next().nonce());
    }

    @Test
    void H4_what_expects_absence_is_made_anew_for_absence_can_come_back() {
        CompareAndSet first = me.abandon(absent());
        CompareAndSet again = me.acquire(300);
        assertThat(again.expected()).isNull();
        assertThat(again.next().nonce()).isNotEqualTo(first.next().nonce());
    }

    @Test
    void H4_an_acquisition_that_lands_after_it_was_given_up_leads() {
        CompareAndSet given = me.abandon(found(free(7)));
        assertThat(me.read(found(given.next()), 5000)).isEqualTo(Turn.GAINED);
        assertThat(me.machine.state().tenure().version()).isEqualTo(version(given.next()));
    }

    @Test
    void H4_an_acquisition_that_lands_for_an_earlier_session_is_left_to_the_end_of_that_session() {
        CompareAndSet given = me.abandon(found(free(7)));
        me.openAnotherSession();
        me.read(found(given.next()), 5000);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.tryAcquire(60_000)).isNull();
        assertThat(me.tryAcquireFromEnded(60_000)).isNotNull();
    }

    @Test
    void H4_an_acquisition_that_lands_under_a_session_that_cannot_lead_is_freed() {
        CompareAndSet given = me.abandon(found(free(7)));
        me.usable = false;
        me.read(found(given.next()), 5000);
        assertFrees(given);
    }

    @Test
    void H4_an_acquisition_that_lands_after_retiring_is_freed() {
        CompareAndSet given = me.abandon(absent());
        me.machine.retire();
        assertThat(me.machine.isSettled()).isFalse();
        me.read(found(given.next()), 5000);
        assertFrees(given);
    }

    @Test
    void H4_an_acquisition_that_lands_while_resting_is_freed_at_once() {
        CompareAndSet given = me.abandon(absent());
        me.machine.rest(me.at(60_000));
        me.read(found(given.next()), 5000);
        assertFrees(given);
    }

    // ---- forgotten -------------------------------------------------------------------------------------------------

    @Test
    void R1c_a_creation_that_was_forgotten_and_lands_is_taken_after_the_lease() {
        CompareAndSet forgotten = forgottenCreation();
        me.read(found(forgotten.next()), 5000);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.tryAcquire(14_999)).isNull();
        CompareAndSet again = me.acquire(15_000);
        assertThat(again.expected()).isEqualTo(version(forgotten.next()));
        assertThat(Campaign.term(again)).isGreaterThan(Campaign.term(forgotten));
    }

    @Test
    void R1c_a_machine_that_has_retired_frees_such_a_one_after_the_lease() {
        CompareAndSet forgotten = forgottenCreation();
        me.machine.retire();
        me.read(found(forgotten.next()), 5000);
        assertThat(me.machine.isSettled()).as("it names the session").isFalse();
        me.read(found(forgotten.next()), 14_999);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        me.read(found(forgotten.next()), 15_000);
        assertFrees(forgotten);
    }

    /** The first of two that expect absence. */
    private CompareAndSet forgottenCreation() {
        CompareAndSet forgotten = me.abandon(absent());
        me.answer(me.acquire(300), unanswered(), 400);
        me.read(absent(), 500);
        return forgotten;
    }

    @Test
    void H4_a_month_of_acquisitions_that_fail_is_remembered_as_one() {
        ElectionRecord free = free(7);
        CompareAndSet first = me.abandon(found(free));
        for (long i = 1; i <= 100_000; i++) {
            CompareAndSet again = me.acquire(i * 26_000);
            assertThat(again.next()).isSameAs(first.next());
            me.answer(again, unanswered(), i * 26_000 + 1_400);
            me.read(found(free), i * 26_000 + 1_500);
        }
        assertThat(me.read(found(first.next()), 2_700_000_000L)).isEqualTo(Turn.GAINED);
    }

    @Test
    void H4_leading_through_a_later_attempt_leaves_nothing_behind() {
        me.abandon(absent());
        CompareAndSet next = me.acquire(300);
        me.answer(next, applied(next.next()), 400);
        assertThat(me.machine.state().stray()).isNull();
        assertThat(Objects.requireNonNull(me.machine.state().tenure()).record()).isEqualTo(next.next());
    }
}
