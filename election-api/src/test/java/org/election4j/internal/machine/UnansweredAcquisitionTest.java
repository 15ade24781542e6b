// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.internal.machine.Samples.EPOCH;
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
        CompareAndSet ghost = me.abandon(found(free(7)));
        assertThat(me.answer(ghost, applied(ghost.next()), 300)).isEqualTo(Turn.NONE);
        CompareAndSet next = me.acquire(400);
        assertThat(me.answer(ghost, applied(ghost.next()), 500)).isEqualTo(Turn.NONE);
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
    void H4_an_acquisition_found_applied_after_the_session_changed_is_freed() {
        me.read(found(free(7)), 0);
        CompareAndSet write = me.acquire(0);
        me.answer(write, unanswered(), 100);
        UUID before = me.incarnation;
        me.openAnotherSession();
        assertThat(me.read(found(write.next()), 200)).isEqualTo(Turn.NONE);
        assertThat(me.machine.occupies(before)).isTrue();
        assertThat(me.machine.occupies(me.incarnation)).isFalse();
        assertFrees(write);
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
    void H4_the_claim_to_an_acquisition_is_given_up_when_another_is_begun() {
        CompareAndSet ghost = me.abandon(found(free(7)));
        CompareAndSet next = me.acquire(300);
        assertThat(next.expected()).isEqualTo(ghost.expected());
        me.answer(next, rejected(), 400);
        assertThat(me.read(found(ghost.next()), 500)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
    }

    @Test
    void R1c_a_ghost_that_lands_for_the_current_session_is_taken_with_a_higher_term() {
        CompareAndSet ghost = me.abandon(found(free(7)));
        assertThat(me.read(found(ghost.next()), 5000)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        CompareAndSet again = me.acquire(5000);
        assertThat(again.expected()).isEqualTo(version(ghost.next()));
        assertThat(Campaign.term(again)).isGreaterThan(Campaign.term(ghost));
        assertThat(me.answer(again, applied(again.next()), 5100)).isEqualTo(Turn.GAINED);
    }

    @Test
    void R1c_a_ghost_seen_under_one_session_is_not_taken_under_the_next() {
        CompareAndSet ghost = me.abandon(found(free(7)));
        me.read(found(ghost.next()), 5000);
        me.openAnotherSession();
        assertThat(me.tryAcquire(5000)).isNull();
        me.read(found(ghost.next()), 6000);
        assertFrees(ghost);
    }

    @Test
    void R1c_it_stays_open_when_taking_it_over_fails_once() {
        CompareAndSet ghost = me.abandon(absent());
        me.read(found(ghost.next()), 5000);
        CompareAndSet again = me.acquire(5000);
        me.answer(again, unanswered(), 5100);
        me.read(found(ghost.next()), 5200);
        CompareAndSet third = me.acquire(5300);
        assertThat(third.expected()).isEqualTo(version(ghost.next()));
        me.answer(third, unanswered(), 5400);
        me.read(found(again.next()), 5500);
        assertThat(me.acquire(5600).expected()).isEqualTo(version(again.next()));
    }

    @Test
    void R1c_a_second_ghost_of_the_same_version_is_known_too() {
        ElectionRecord free = free(7);
        CompareAndSet first = me.abandon(found(free));
        me.answer(me.acquire(300), unanswered(), 400);
        me.read(found(free), 500);
        me.read(found(first.next()), 5000);
        assertThat(me.acquire(5000).expected()).isEqualTo(version(first.next()));
    }

    @Test
    void H4_a_ghost_that_lands_after_the_session_changed_is_freed() {
        CompareAndSet ghost = me.abandon(found(free(7)));
        me.openAnotherSession();
        me.read(found(ghost.next()), 5000);
        assertFrees(ghost);
    }

    @Test
    void H4_a_ghost_that_lands_under_a_session_that_cannot_lead_is_freed() {
        CompareAndSet ghost = me.abandon(found(free(7)));
        me.usable = false;
        me.read(found(ghost.next()), 5000);
        assertFrees(ghost);
    }

    @Test
    void H4_a_ghost_that_lands_after_retiring_is_freed() {
        CompareAndSet ghost = me.abandon(absent());
        me.machine.retire();
        assertThat(me.machine.isSettled()).isFalse();
        me.read(found(ghost.next()), 5000);
        assertFrees(ghost);
    }

    @Test
    void H4_a_ghost_that_lands_while_resting_is_freed_at_once() {
        CompareAndSet ghost = me.abandon(absent());
        me.machine.rest(me.at(60_000));
        me.read(found(ghost.next()), 5000);
        assertFrees(ghost);
    }

    @Test
    void H4_a_ghost_that_lands_once_the_rest_is_over_is_taken() {
        CompareAndSet ghost = me.abandon(absent());
        me.machine.rest(me.at(5000));
        me.read(found(ghost.next()), 5000);
        assertThat(me.acquire(5000).expected()).isEqualTo(version(ghost.next()));
    }

    @Test
    void R1c_a_ghost_in_an_unsettled_epoch_waits() {
        CompareAndSet ghost = me.abandon(found(free(7)));
        me.guard = null;
        me.read(found(ghost.next()), 5000);
        assertThat(me.tryAcquire(5000)).isNull();
        me.settledIn(EPOCH);
        assertThat(me.tryAcquire(6000)).isNotNull();
    }

    @Test
    void H4_leading_through_a_later_attempt_leaves_no_ghost_behind() {
        me.abandon(found(free(7)));
        CompareAndSet next = me.acquire(300);
        me.answer(next, applied(next.next()), 400);
        assertThat(me.machine.state().ghosts()).isNull();
        assertThat(Objects.requireNonNull(me.machine.state().tenure()).record()).isEqualTo(next.next());
    }
}
