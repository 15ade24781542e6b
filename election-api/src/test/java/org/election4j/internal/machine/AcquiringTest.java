// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.internal.machine.Samples.EPOCH;
import static org.election4j.internal.machine.Samples.LEASE;
import static org.election4j.internal.machine.Samples.NEXT_EPOCH;
import static org.election4j.internal.machine.Samples.NOON;
import static org.election4j.internal.machine.Samples.absent;
import static org.election4j.internal.machine.Samples.applied;
import static org.election4j.internal.machine.Samples.election;
import static org.election4j.internal.machine.Samples.found;
import static org.election4j.internal.machine.Samples.free;
import static org.election4j.internal.machine.Samples.held;
import static org.election4j.internal.machine.Samples.unreadable;
import static org.election4j.internal.machine.Samples.version;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.junit.jupiter.api.Test;

/** R1: when an election may be taken, from which version, and under which term. */
@AtAnyOrigin
class AcquiringTest {

    private static final long NOON_MILLIS = NOON.toEpochMilli();
    private static final long LATER = NOON_MILLIS + 5000;

    private final long origin;
    private final Campaign me;

    AcquiringTest(long origin) {
        this.origin = origin;
        this.me = new Campaign(origin);
    }

    // ---- when ------------------------------------------------------------------------------------------------------

    @Test
    void R1_a_free_election_is_taken_from_its_exact_version() {
        ElectionRecord free = free(7);
        me.read(found(free), 0);
        CompareAndSet write = me.acquire(10);
        assertThat(write.expected()).isEqualTo(version(free));
        assertThat(write.guard()).isEqualTo(me.guard);
        ElectionRecord.Held seat = (ElectionRecord.Held) Campaign.seat(write);
        assertThat(seat.incarnation()).isEqualTo(me.incarnation);
        assertThat(seat.candidateId()).isEqualTo("me");
        assertThat(me.phase()).isEqualTo(Phase.ACQUIRING);
        assertThat(me.answer(write, applied(write.next()), 20)).isEqualTo(Turn.GAINED);
        assertThat(me.phase()).isEqualTo(Phase.LEADING);
    }

    @Test
    void R1_an_absent_election_is_created_only_if_still_absent() {
        me.read(absent(), 0);
        assertThat(me.acquire(10).expected()).isNull();
    }

    @Test
    void R1_an_election_that_was_never_seen_is_not_taken() {
        assertThat(me.tryAcquire(0)).isNull();
        me.read(unreadable(), 0);
        assertThat(me.tryAcquire(10)).isNull();
    }

    @Test
    void R1_a_held_election_is_left_alone_however_long_it_stands_still() {
        me.read(found(held(7, UUID.randomUUID())), 0);
        assertThat(me.tryAcquire(0)).isNull();
        assertThat(me.tryAcquire(600_000)).isNull();
    }

    @Test
    void R1_a_held_election_is_taken_once_the_holders_session_has_ended() {
        ElectionRecord held = held(7, UUID.randomUUID());
        me.read(found(held), 0);
        CompareAndSet write = Objects.requireNonNull(me.tryAcquireFromEnded(10));
        assertThat(write.expected()).isEqualTo(version(held));
    }

    @Test
    void R1c_an_election_held_by_my_session_through_a_nonce_i_do_not_know_is_taken_after_my_lease() {
        me.maxLease = LEASE.multipliedBy(3);
        ElectionRecord unknown = held(7, me.incarnation);
        me.read(found(unknown), 10);
        long ripe = 10 + LEASE.toMillis();
        assertThat(me.opensAt()).isEqualTo(ripe);
        assertThat(me.tryAcquire(ripe - 1)).isNull();
        CompareAndSet write = me.acquire(ripe);
        assertThat(write.expected()).isEqualTo(version(unknown));
        assertThat(((ElectionRecord) write.next()).term()).isGreaterThan(7);
    }

    @Test
    void R1c_such_an_election_is_watched_anew_when_its_record_changes() {
        me.read(found(held(7, me.incarnation)), 0);
        long later = LEASE.toMillis() - 1;
        me.read(found(held(7, me.incarnation)), later);
        assertThat(me.tryAcquire(LEASE.toMillis())).isNull();
        assertThat(me.tryAcquire(later + LEASE.toMillis() - 1)).isNull();
        assertThat(me.tryAcquire(later + LEASE.toMillis())).isNotNull();
    }

    @Test
    void R1c_such_an_election_is_not_taken_through_a_session_that_is_not_usable() {
        me.read(found(held(7, me.incarnation)), 0);
        me.usable = false;
        assertThat(me.tryAcquire(600_000)).isNull();
        assertThat(me.phase()).isEqualTo(Phase.FOLLOWING);
    }

    @Test
    void R1_what_i_lead_is_not_taken_again_under_any_session() {
        ElectionRecord mine = (ElectionRecord) me.lead(found(free(7)));
        me.openAnotherSession();
        me.read(found(mine), 600_000);
        assertThat(me.phase()).isEqualTo(Phase.LEADING);
        assertThat(me.tryAcquireFromEnded(600_000)).isNull();
    }

    @Test
    void R1_what_is_being_given_up_is_not_taken_before_that_is_done() {
        ElectionRecord mine = (ElectionRecord) me.lead(found(free(7)));
        me.machine.stop(new ElectionRecord.Free());
        me.machine.drained(me.standing());
        me.read(found(mine), 600_000);
        assertThat(me.phase()).isEqualTo(Phase.RELEASING);
        assertThat(me.tryAcquireFromEnded(600_000)).isNull();
    }

    @Test
    void R1_what_drains_under_an_earlier_session_is_not_taken_even_if_that_session_has_ended() {
        ElectionRecord mine = (ElectionRecord) me.lead(found(free(7)));
        me.machine.stop(null);
        me.openAnotherSession();
        me.read(found(mine), 600_000);
        assertThat(me.phase()).isEqualTo(Phase.DRAINING);
        assertThat(me.tryAcquireFromEnded(600_000)).isNull();
    }

    @Test
    void R1_an_observer_takes_nothing() {
        Campaign observer = new Campaign(origin, false);
        observer.read(absent(), 0);
        assertThat(observer.tryAcquire(600_000)).isNull();
    }

    @Test
    void R1_one_acquisition_is_on_its_way_at_a_time() {
        me.read(found(free(7)), 0);
        me.acquire(0);
        assertThat(me.tryAcquire(10)).isNull();
    }

    @Test
    void R1_a_doubtful_sight_is_renewed_before_it_is_acted_on() {
        ElectionRecord free = free(7);
        me.read(found(free), 0);
        me.machine.doubt();
        assertThat(me.tryAcquire(10)).isNull();
        me.read(found(free), 20);
        assertThat(me.tryAcquire(20)).isNotNull();
    }

    // ---- handover --------------------------------------------------------------------------------------------------

    @Test
    void R1_a_handover_to_my_candidate_id_is_taken_at_once() {
        me.read(found(handover("me", 3)), 0);
        assertThat(me.tryAcquire(0)).isNotNull();
    }

    @Test
    void R1_a_handover_to_another_is_taken_after_its_window_on_my_clock() {
        me.read(found(handover("another", 3)), 1000);
        assertThat(me.machine.wants(me.at(4000) - 1, me.standing(), false)).isFalse();
        assertThat(me.machine.opensAtNanos(me.standing())).isEqualTo(me.at(4000));
        assertThat(me.wants(4000)).isTrue();
    }

    @Test
    void R1_the_window_of_a_handover_counts_from_the_first_sight_of_that_very_version() {
        ElectionRecord first = handover("another", 3);
        me.read(found(first), 0);
        me.read(found(first), 2000);
        me.read(found(handover("another", 3)), 2500);
        assertThat(me.wants(2500)).isFalse();
        assertThat(me.wants(5499)).isFalse();
        assertThat(me.wants(5500)).isTrue();
    }

    @Test
    void R1_the_window_of_a_handover_is_a_third_of_the_lease_and_at_most_five_seconds() {
        assertThat(Timings.of(Duration.ofSeconds(9)).handoverWindow()).isEqualTo(Duration.ofSeconds(3));
        assertThat(Timings.of(Duration.ofSeconds(30)).handoverWindow()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void R1_a_seat_that_is_paused_or_in_a_state_that_is_not_known_is_never_taken() {
        for (ElectionRecord.Seat closed : List.of(
                new ElectionRecord.Paused(UUID.randomUUID()),
                new ElectionRecord.Unknown("SEALED", UUID.randomUUID()))) {
            me.read(found(election(7, closed)), 0);
            assertThat(me.wants(0)).isFalse();
            assertThat(me.wants(3_600_000)).as("after an hour").isFalse();
        }
    }

    private static ElectionRecord handover(String to, int windowSeconds) {
        return election(7, new ElectionRecord.Handover(to, Duration.ofSeconds(windowSeconds)));
    }

    // ---- the session and the epoch ---------------------------------------------------------------------------------

    @Test
    void H8_without_enough_validity_it_is_wanted_but_not_taken() {
        me.read(found(free(7)), 0);
        me.mayAcquire = false;
        assertThat(me.tryAcquire(0)).isNull();
        assertThat(me.wants(0)).as("so that the driver renews first").isTrue();
    }

    @Test
    void H5_under_a_session_that_cannot_be_led_under_nothing_is_taken() {
        me.read(found(free(7)), 0);
        me.usable = false;
        assertThat(me.wants(0)).isFalse();
        assertThat(me.tryAcquire(0)).isNull();
    }

    @Test
    void R5_without_a_settled_epoch_nothing_is_taken() {
        me.read(found(free(7)), 0);
        me.guard = null;
        assertThat(me.tryAcquire(0)).isNull();
    }

    @Test
    void R5_what_was_seen_under_another_epoch_is_read_again_first() {
        ElectionRecord free = free(7);
        me.read(found(free), 0);
        me.settledIn(NEXT_EPOCH);
        assertThat(me.tryAcquire(0)).isNull();
        me.read(found(free, NEXT_EPOCH), 10);
        assertThat(me.tryAcquire(10)).isNotNull();
    }

    @Test
    void R5_another_epoch_restarts_the_window_of_a_handover() {
        ElectionRecord handover = handover("another", 3);
        me.read(found(handover), 0);
        me.settledIn(NEXT_EPOCH);
        me.read(found(handover, NEXT_EPOCH), 2000);
        assertThat(me.wants(4999)).isFalse();
        assertThat(me.wants(5000)).isTrue();
    }

    // ---- the term --------------------------------------------------------------------------------------------------

    @Test
    void R1_the_term_is_the_date_if_that_is_higher() {
        me.read(found(free(7)), 0);
        assertThat(Campaign.term(me.acquire(0))).isEqualTo(NOON_MILLIS);
    }

    @Test
    void R1_the_term_rises_even_if_the_date_is_behind() {
        me.read(found(free(LATER)), 0);
        assertThat(Campaign.term(me.acquire(0))).isEqualTo(LATER + 1);
    }

    @Test
    void R1_the_term_exceeds_every_term_ever_seen_here() {
        me.read(found(held(LATER + 100, UUID.randomUUID())), 0);
        me.read(found(free(LATER)), 1000);
        assertThat(Campaign.term(me.acquire(20_000))).isEqualTo(LATER + 101);
    }

    @Test
    void R1_a_first_term_jumps_above_what_may_have_been_lost() {
        me.read(absent(), 0);
        assertThat(Campaign.term(me.acquire(0))).isEqualTo(NOON_MILLIS + 1_000_000);
    }

    @Test
    void R1_the_jump_clears_terms_that_were_lost_without_having_been_seen() {
        long ahead = NOON_MILLIS + 5_000_000;
        me.read(found(free(ahead)), 0);
        me.read(absent(), 1000);
        assertThat(Campaign.term(me.acquire(20_000))).isEqualTo(ahead + 1 + 1_000);
    }

    @Test
    void R1_jumps_do_not_add_up_beyond_what_a_newcomer_would_draw() {
        long jumped = NOON_MILLIS + 1_000_000;
        me.read(found(free(jumped)), 0);
        me.read(absent(), 1000);
        long term = Campaign.term(me.acquire(20_000));
        long newcomersAMinuteLater = NOON_MILLIS + 60_000 + 1_000_000;
        assertThat(term).isGreaterThan(jumped).isLessThan(newcomersAMinuteLater);
    }

    @Test
    void R1_a_record_of_another_epoch_makes_the_term_jump_too() {
        me.settledIn(NEXT_EPOCH);
        me.read(found(free(7), NEXT_EPOCH), 0);
        CompareAndSet write = me.acquire(0);
        assertThat(Campaign.term(write)).isEqualTo(NOON_MILLIS + 1_000_000);
        assertThat(((ElectionRecord) write.next()).epoch()).isEqualTo(NEXT_EPOCH);
    }

    @Test
    void R1_a_record_of_this_epoch_makes_no_jump() {
        me.settledIn(NEXT_EPOCH);
        me.read(found(election(LATER, new ElectionRecord.Free(), NEXT_EPOCH), NEXT_EPOCH), 0);
        assertThat(Campaign.term(me.acquire(0))).isEqualTo(LATER + 1);
    }

    @Test
    void R1_a_date_before_1970_does_no_harm() {
        me.wallClock = Instant.parse("1969-12-31T00:00:00Z");
        me.read(found(free(7)), 0);
        assertThat(Campaign.term(me.acquire(0))).isEqualTo(8);
    }

    @Test
    void the_count_of_changes_goes_on() {
        me.read(found(free(7)), 0);
        assertThat(((ElectionRecord) me.acquire(0).next()).changes()).isEqualTo(2);
    }

    // ---- resting ---------------------------------------------------------------------------------------------------

    @Test
    void while_it_rests_it_takes_nothing_and_then_goes_on() {
        me.read(found(free(7)), 0);
        me.machine.rest(me.at(3000));
        assertThat(me.machine.wants(me.at(3000) - 1, me.standing(), false)).isFalse();
        assertThat(me.machine.opensAtNanos(me.standing())).isEqualTo(me.at(3000));
        assertThat(me.wants(3000)).isTrue();
    }

    @Test
    void a_seat_opens_by_time_only_when_everything_has_passed() {
        me.read(found(handover("another", 3)), 1000);
        me.machine.rest(me.at(2000));
        assertThat(me.machine.opensAtNanos(me.standing())).isEqualTo(me.at(4000));
        me.machine.rest(me.at(9000));
        assertThat(me.machine.opensAtNanos(me.standing())).isEqualTo(me.at(9000));
    }

    @Test
    void a_retired_machine_takes_nothing() {
        me.read(found(free(7)), 0);
        me.machine.retire();
        assertThat(me.tryAcquire(0)).isNull();
        assertThat(me.machine.isSettled()).isTrue();
    }

    @Test
    void a_state_taken_out_and_put_back_goes_on_where_it_was() {
        me.read(found(free(7)), 0);
        CampaignState saved = me.machine.state();
        me.acquire(0);
        me.machine.restore(saved);
        assertThat(me.acquire(0).expected()).isEqualTo(saved.sight().version());
        assertThat(me.machine.state().sight().epoch()).isEqualTo(EPOCH);
    }
}
