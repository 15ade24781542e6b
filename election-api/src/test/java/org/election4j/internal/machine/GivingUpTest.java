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

import java.time.Duration;
import java.util.UUID;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.Test;

/** H5 to H7 and H9: how a leadership stops, drains and is given up. */
@AtAnyOrigin
class GivingUpTest {

    private static final ElectionRecord.Seat FREE = new ElectionRecord.Free();

    private final Campaign me;
    private final ElectionRecord mine;

    GivingUpTest(long origin) {
        me = new Campaign(origin);
        mine = (ElectionRecord) me.lead(found(free(7)));
    }

    // ---- stop, drain, release --------------------------------------------------------------------------------------

    @Test
    void H7_nothing_is_released_before_the_stop() {
        assertThat(me.tryRelease()).isNull();
        assertThat(drains()).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.LEADING);
    }

    @Test
    void H7_nothing_is_released_before_user_code_has_drained() {
        assertThat(me.machine.stop(FREE)).isTrue();
        assertThat(me.phase()).isEqualTo(Phase.DRAINING);
        assertThat(me.tryRelease()).isNull();
        me.read(found(mine), 1000);
        assertThat(me.tryRelease()).isNull();
    }

    @Test
    void H7_the_release_expects_the_version_held_and_keeps_the_term() {
        CompareAndSet release = release(FREE);
        ElectionRecord next = (ElectionRecord) release.next();
        assertThat(release.expected()).isEqualTo(version(mine));
        assertThat(release.guard()).isEqualTo(me.guard);
        assertThat(next.term()).isEqualTo(mine.term());
        assertThat(next.seat()).isEqualTo(FREE);
        assertThat(me.machine.releaseAnswered(next.nonce(), applied(next), me.at(50)))
                .isEqualTo(Turn.RELEASED);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.machine.isSettled()).isTrue();
        assertThat(me.acquire(1000).expected())
                .as("what it wrote is what it saw")
                .isEqualTo(version(next));
    }

    @Test
    void H7_a_handover_is_left_behind_in_the_same_way() {
        ElectionRecord.Handover handover = new ElectionRecord.Handover("another", Duration.ofSeconds(3));
        CompareAndSet release = release(handover);
        assertThat(Campaign.seat(release)).isEqualTo(handover);
        assertThat(Campaign.term(release)).isEqualTo(mine.term());
    }

    @Test
    void H7_one_release_is_on_its_way_at_a_time() {
        release(FREE);
        assertThat(me.tryRelease()).isNull();
    }

    @Test
    void H4_an_unanswered_release_is_resolved_by_a_read() {
        CompareAndSet release = release(FREE);
        assertThat(me.machine.releaseAnswered(release.next().nonce(), unanswered(), me.at(50)))
                .isEqualTo(Turn.NONE);
        assertThat(me.machine.isUnresolved()).isTrue();
        assertThat(me.tryRelease()).isNull();
        assertThat(me.read(unreadable(), 100)).isEqualTo(Turn.NONE);
        assertThat(me.read(found(release.next()), 200)).isEqualTo(Turn.RELEASED);
    }

    @Test
    void H4_a_release_that_has_not_landed_is_repeated() {
        CompareAndSet release = release(FREE);
        me.machine.releaseAnswered(release.next().nonce(), rejected(), me.at(50));
        assertThat(me.read(found(mine), 100)).isEqualTo(Turn.NONE);
        CompareAndSet again = me.release();
        assertThat(again.expected()).isEqualTo(version(mine));
        assertThat(again.next().nonce()).isNotEqualTo(release.next().nonce());
        assertThat(me.machine.releaseAnswered(release.next().nonce(), applied(release.next()), me.at(50)))
                .as("an answer to the one given up")
                .isEqualTo(Turn.NONE);
    }

    @Test
    void H4_a_release_that_finds_the_record_changed_has_nothing_left_to_do() {
        CompareAndSet release = release(FREE);
        me.machine.releaseAnswered(release.next().nonce(), rejected(), me.at(50));
        assertThat(me.read(found(held(mine.term() + 1, UUID.randomUUID())), 100))
                .isEqualTo(Turn.RELEASE_LOST);
        assertThat(me.machine.isSettled()).isTrue();
    }

    @Test
    void H7_a_release_that_cannot_be_written_is_left_out_on_leaving() {
        assertThat(me.machine.leaveUnreleased(me.standing())).as("it leads").isEqualTo(Turn.NONE);
        me.machine.stop(FREE);
        assertThat(me.machine.leaveUnreleased(me.standing())).as("it drains").isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.DRAINING);
        drains();
        assertThat(me.machine.leaveUnreleased(me.standing()))
                .as("it can be released")
                .isEqualTo(Turn.NONE);
        me.releasable = false;
        assertThat(me.machine.leaveUnreleased(me.standing())).isEqualTo(Turn.RELEASE_LOST);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.machine.leaveUnreleased(me.standing())).isEqualTo(Turn.NONE);
    }

    @Test
    void R5_a_release_written_in_a_later_epoch_does_not_hide_that_history_may_be_lost() {
        me.machine.stop(FREE);
        drains();
        me.settledIn(NEXT_EPOCH);
        CompareAndSet release = me.release();
        assertThat(release.guard().epoch()).isEqualTo(NEXT_EPOCH);
        me.machine.releaseAnswered(release.next().nonce(), applied(release.next(), NEXT_EPOCH), me.at(50));
        me.read(found(release.next(), NEXT_EPOCH), 100);
        assertThat(Campaign.term(me.acquire(100))).isGreaterThanOrEqualTo(mine.term() + 1_000);
    }

    @Test
    void H7_nothing_is_released_before_a_heartbeat_that_was_sent_after_the_drain_is_acknowledged() {
        me.machine.stop(FREE);
        me.begun = 7;
        me.assured = 6;
        me.machine.drained(me.standing());
        assertThat(me.machine.wantsHeartbeat(me.standing())).isTrue();
        assertThat(me.tryRelease()).isNull();
        me.assured = 7;
        assertThat(me.tryRelease())
                .as("that one was on its way while user code worked")
                .isNull();
        me.begun = 8;
        me.assured = 8;
        assertThat(me.machine.wantsHeartbeat(me.standing())).isFalse();
        assertThat(me.tryRelease()).isNotNull();
    }

    @Test
    void H7_nothing_is_released_once_the_validity_of_the_session_is_over() {
        me.machine.stop(FREE);
        drains();
        me.assured = 0;
        assertThat(me.tryRelease()).isNull();
        assertThat(me.machine.leaveUnreleased(me.standing()))
                .as("a heartbeat may come")
                .isEqualTo(Turn.NONE);
    }

    @Test
    void H7_nothing_is_released_through_a_session_that_was_lost_meanwhile() {
        me.machine.stop(FREE);
        drains();
        me.releasable = false;
        assertThat(me.tryRelease()).isNull();
        assertThat(me.machine.leaveUnreleased(me.standing())).isEqualTo(Turn.RELEASE_LOST);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
    }

    private CompareAndSet release(ElectionRecord.Seat seat) {
        me.machine.stop(seat);
        drains();
        return me.release();
    }

    /** User code returns, and the next heartbeat is acknowledged. */
    private Turn drains() {
        Turn turn = me.machine.drained(me.standing());
        me.renew();
        return turn;
    }

    /** User code returns once the session has run out of time. */
    private Turn drainsTooLate() {
        me.releasable = false;
        return me.machine.drained(me.standing());
    }

    // ---- what began to stop ----------------------------------------------------------------------------------------

    @Test
    void H6_a_leadership_that_began_to_stop_never_comes_back() {
        me.machine.stop(FREE);
        assertThat(me.machine.stop(FREE)).isFalse();
        assertThat(me.machine.acquireAnswered(mine.nonce(), applied(mine), me.at(100), me.standing()))
                .isEqualTo(Turn.NONE);
        assertThat(me.read(found(mine), 200)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.DRAINING);
        drains();
        assertThat(me.read(found(mine), 300)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.RELEASING);
    }

    @Test
    void H6_a_leadership_whose_session_is_lost_is_not_written_while_it_drains() {
        me.machine.stop(null);
        me.openAnotherSession();
        assertThat(me.tryRelease()).isNull();
        assertThat(drainsTooLate()).isEqualTo(Turn.RELEASE_LOST);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.tryRelease()).isNull();
    }

    // ---- what was given up without a release -----------------------------------------------------------------------

    @Test
    void H7_what_could_not_be_released_is_left_to_the_end_of_its_session() {
        me.machine.stop(FREE);
        assertThat(drainsTooLate()).isEqualTo(Turn.RELEASE_LOST);
        assertThat(me.machine.isSettled()).isTrue();
        me.read(found(mine), 200);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.tryRelease()).isNull();
        assertThat(me.tryAcquire(300)).isNull();
    }

    @Test
    void R1b_what_was_held_through_a_session_that_has_ended_is_taken_like_anybody_elses() {
        me.machine.stop(FREE);
        drainsTooLate();
        me.openAnotherSession();
        me.read(found(mine), 200);
        assertThat(me.tryAcquire(60_000))
                .as("a copy of this process may lead by it")
                .isNull();
        CompareAndSet again = me.tryAcquireFromEnded(60_000);
        assertThat(again).isNotNull();
        assertThat(again.expected()).isEqualTo(version(mine));
        assertThat(Campaign.term(again)).isGreaterThan(mine.term());
    }

    @Test
    void H4_what_somebody_else_took_meanwhile_is_theirs() {
        me.machine.stop(null);
        drainsTooLate();
        me.read(found(held(mine.term() + 1, UUID.randomUUID())), 200);
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(me.machine.isSettled()).isTrue();
    }

    // ---- H9 --------------------------------------------------------------------------------------------------------

    @Test
    void H9_the_record_i_wrote_changes_nothing() {
        assertThat(me.read(found(mine), 1000)).isEqualTo(Turn.NONE);
        assertThat(me.read(unreadable(), 2000)).isEqualTo(Turn.NONE);
        assertThat(me.phase()).isEqualTo(Phase.LEADING);
    }

    @Test
    void H9_a_record_changed_by_somebody_else_ends_the_leadership_and_is_not_released() {
        assertThat(me.read(found(held(mine.term() + 1, UUID.randomUUID())), 1000))
                .isEqualTo(Turn.RECORD_CHANGED);
        assertThat(me.phase()).isEqualTo(Phase.DRAINING);
        assertThat(drains()).isEqualTo(Turn.RELEASE_LOST);
        assertThat(me.tryRelease()).isNull();
    }

    @Test
    void H9_a_record_deleted_by_hand_ends_the_leadership() {
        assertThat(me.read(absent(), 1000)).isEqualTo(Turn.RECORD_CHANGED);
        assertThat(me.phase()).isEqualTo(Phase.DRAINING);
    }

    @Test
    void H9_the_same_nonce_under_another_mark_of_the_store_is_a_change() {
        StoredRecord touched = new StoredRecord(mine, new Version(mine.nonce(), "touched by hand"), null);
        assertThat(me.read(new ReadOutcome.Found(touched, Samples.stamp(Samples.EPOCH)), 1000))
                .isEqualTo(Turn.RECORD_CHANGED);
    }

    @Test
    void H9_a_change_seen_while_draining_leaves_nothing_to_release() {
        me.machine.stop(FREE);
        assertThat(me.read(found(held(mine.term() + 1, UUID.randomUUID())), 1000))
                .isEqualTo(Turn.NONE);
        assertThat(drains()).isEqualTo(Turn.RELEASE_LOST);
    }
}
