// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.internal.machine.Samples.NEXT_EPOCH;
import static org.election4j.internal.machine.Samples.absent;
import static org.election4j.internal.machine.Samples.applied;
import static org.election4j.internal.machine.Samples.election;
import static org.election4j.internal.machine.Samples.found;
import static org.election4j.internal.machine.Samples.free;
import static org.election4j.internal.machine.Samples.held;

import java.time.Duration;
import java.util.UUID;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.junit.jupiter.api.Test;

/** R6: records that lost history are watched for maxLease, 10 s here, and ordinary ones are not. */
@AtAnyOrigin
class SuspicionTest {

    private final Campaign me;
    private final UUID one = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    SuspicionTest(long origin) {
        me = new Campaign(origin);
    }

    @Test
    void R6_a_record_that_vanishes_after_it_was_seen_free_is_watched_before_it_is_created() {
        me.read(found(free(7)), 0);
        assertThat(me.read(absent(), 1000)).isEqualTo(Turn.SUSPICIOUS);
        assertWatchedFrom(1000);
        me.read(absent(), 9000);
        assertWatchedFrom(1000);
    }

    @Test
    void R6_a_record_that_vanishes_after_it_was_seen_held_is_watched() {
        me.read(found(held(7, one)), 0);
        assertThat(me.read(absent(), 1000)).isEqualTo(Turn.SUSPICIOUS);
        assertWatchedFrom(1000);
    }

    @Test
    void R6_a_record_that_was_never_seen_is_created_at_once() {
        assertThat(me.read(absent(), 1000)).isEqualTo(Turn.NONE);
        assertThat(me.wants(1000)).isTrue();
    }

    @Test
    void R6_a_smaller_term_is_watched() {
        me.read(found(free(7)), 0);
        assertThat(me.read(found(free(6)), 1000)).isEqualTo(Turn.SUSPICIOUS);
        assertWatchedFrom(1000);
    }

    @Test
    void R6_the_same_term_with_another_holder_is_watched_although_that_holder_has_ended() {
        me.read(found(held(7, one)), 0);
        assertThat(me.read(found(held(7, other)), 1000)).isEqualTo(Turn.SUSPICIOUS);
        assertThat(me.machine.wants(me.at(11_000) - 1, me.standing(), true)).isFalse();
        assertThat(me.machine.wants(me.at(11_000), me.standing(), true)).isTrue();
    }

    @Test
    void R6_the_same_term_with_another_holder_is_noticed_across_a_release() {
        me.read(found(held(7, one)), 0);
        me.read(found(free(7)), 1000);
        assertThat(me.read(found(held(7, other)), 2000)).isEqualTo(Turn.SUSPICIOUS);
    }

    @Test
    void R6_a_holder_of_a_term_first_seen_free_is_remembered() {
        me.read(found(free(7)), 0);
        me.read(found(held(7, one)), 1000);
        assertThat(me.read(found(held(7, other)), 2000)).isEqualTo(Turn.SUSPICIOUS);
    }

    @Test
    void R6_a_record_that_vanished_and_came_back_smaller_is_watched_anew() {
        me.read(found(free(7)), 0);
        me.read(absent(), 1000);
        me.read(found(free(5)), 8000);
        assertWatchedFrom(8000);
    }

    @Test
    void R6_every_change_of_a_suspicious_record_restarts_the_watch() {
        me.read(found(free(7)), 0);
        me.read(found(free(6)), 1000);
        me.read(found(free(6)), 5000);
        assertWatchedFrom(5000);
    }

    @Test
    void R6_absence_under_another_epoch_restarts_the_watch() {
        me.read(found(free(7)), 0);
        me.read(absent(), 1000);
        me.settledIn(NEXT_EPOCH);
        me.read(absent(NEXT_EPOCH), 6000);
        assertWatchedFrom(6000);
    }

    @Test
    void R6_is_reported_once() {
        me.read(found(free(7)), 0);
        assertThat(me.read(absent(), 1000)).isEqualTo(Turn.SUSPICIOUS);
        assertThat(me.read(absent(), 2000)).isEqualTo(Turn.NONE);
    }

    @Test
    void R6_a_record_that_came_back_as_it_was_is_taken_at_once() {
        ElectionRecord free = free(7);
        me.read(found(free), 0);
        me.read(absent(), 1000);
        assertThat(me.read(found(free), 2000)).isEqualTo(Turn.NONE);
        assertThat(me.wants(2000)).isTrue();
    }

    private void assertWatchedFrom(long millis) {
        assertThat(me.wants(millis)).isFalse();
        assertThat(me.machine.wants(me.at(millis + 10_000) - 1, me.standing(), false))
                .isFalse();
        assertThat(me.wants(millis + 10_000)).isTrue();
        assertThat(me.machine.opensAtNanos(me.standing())).isEqualTo(me.at(millis + 10_000));
    }

    // ---- the normal life of a record -------------------------------------------------------------------------------

    @Test
    void R6_a_leadership_that_is_seen_from_acquisition_to_release_is_never_suspicious() {
        assertUnsuspicious(absent());
        assertUnsuspicious(found(held(7, one)));
        assertUnsuspicious(found(free(7)));
        assertUnsuspicious(found(held(8, other)));
        assertUnsuspicious(found(election(8, new ElectionRecord.Handover("me", Duration.ofSeconds(3)))));
        assertUnsuspicious(found(held(9, one)));
        assertUnsuspicious(found(held(30, one)));
    }

    private void assertUnsuspicious(org.election4j.spi.ReadOutcome outcome) {
        assertThat(me.read(outcome, 1000)).isEqualTo(Turn.NONE);
        assertThat(me.machine.state().sight().suspectSinceNanos()).isNull();
    }

    @Test
    void R6_my_own_leadership_and_its_release_are_never_suspicious() {
        CompareAndSet acquisition = acquireAfter(held(7, one));
        me.machine.stop(new ElectionRecord.Free());
        me.machine.drained(me.standing());
        me.renew();
        CompareAndSet release = me.release();
        me.machine.releaseAnswered(release.next().nonce(), applied(release.next()), me.at(50));
        assertThat(me.read(found(release.next()), 200)).isEqualTo(Turn.NONE);
        assertThat(me.wants(200)).isTrue();
        assertThat(Campaign.term(me.acquire(200))).isGreaterThan(Campaign.term(acquisition));
    }

    @Test
    void R6_a_record_taken_from_me_is_not_suspicious() {
        CompareAndSet acquisition = acquireAfter(held(7, one));
        me.read(found(held(Campaign.term(acquisition) + 1, other)), 100);
        assertThat(me.machine.state().sight().suspectSinceNanos()).isNull();
    }

    private CompareAndSet acquireAfter(ElectionRecord ended) {
        me.read(found(ended), 0);
        CompareAndSet acquisition = me.tryAcquireFromEnded(0);
        me.answer(acquisition, applied(acquisition.next()), 10);
        return acquisition;
    }
}
