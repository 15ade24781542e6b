// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.internal.machine.Samples.EPOCH;
import static org.election4j.internal.machine.Samples.NEXT_EPOCH;
import static org.election4j.internal.machine.Samples.absent;
import static org.election4j.internal.machine.Samples.found;
import static org.election4j.internal.machine.Samples.foundExpiringIn;
import static org.election4j.internal.machine.Samples.live;
import static org.election4j.internal.machine.Samples.unreadable;
import static org.election4j.internal.machine.Samples.version;

import java.time.Duration;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** R2 to R5: when somebody else's silent session may be ended. The session's lease is 10 s, the election said 20 s. */
@AtAnyOrigin
class RivalWatchTest {

    private static final boolean WATCHING = false;
    private static final boolean BY_STORE_CLOCK = true;
    private static final Guard GUARD = new Guard(EPOCH, UUID.randomUUID());

    private final long origin;
    private final UUID rival = UUID.randomUUID();
    private final RivalWatch watch = new RivalWatch(rival, "rival", Duration.ofSeconds(20));
    private final SessionRecord session = live(rival, Duration.ofSeconds(10));

    RivalWatchTest(long origin) {
        this.origin = origin;
    }

    private long at(long millis) {
        return origin + millis * 1_000_000;
    }

    private void see(ReadOutcome outcome, long millis) {
        watch.see(outcome, at(millis));
    }

    private @Nullable CompareAndSet revoke(long millis, boolean byStoreClock) {
        return watch.revoke(at(millis), byStoreClock, UUID.randomUUID(), GUARD);
    }

    private void assertRipeFrom(long millis, boolean byStoreClock) {
        assertThat(watch.ripeAtNanos(byStoreClock)).isEqualTo(at(millis));
        assertThat(watch.revoke(at(millis) - 1, byStoreClock, UUID.randomUUID(), GUARD))
                .isNull();
        assertThat(revoke(millis, byStoreClock)).isNotNull();
    }

    // ---- R2 --------------------------------------------------------------------------------------------------------

    @Test
    void R2_a_session_that_was_never_seen_is_not_revoked() {
        assertThat(revoke(600_000, WATCHING)).isNull();
        see(unreadable(), 0);
        assertThat(revoke(600_000, BY_STORE_CLOCK)).isNull();
        assertThat(watch.seen()).isFalse();
    }

    @Test
    void R2_a_version_has_to_stand_still_for_the_lease_in_the_record_from_the_receipt() {
        see(found(session), 1000);
        assertThat(revoke(1000, WATCHING)).isNull();
        assertRipeFrom(11_000, WATCHING);
    }

    @Test
    void R2_seeing_the_same_version_again_does_not_restart_the_watch() {
        see(found(session), 1000);
        see(found(session), 9000);
        see(unreadable(), 10_000);
        assertRipeFrom(11_000, WATCHING);
    }

    @Test
    void R2_the_revoke_expects_exactly_the_version_seen_and_says_ended() {
        see(found(session), 0);
        CompareAndSet revoke = requireNonNull(revoke(10_000, WATCHING));
        SessionRecord ended = (SessionRecord) revoke.next();
        assertThat(revoke.expected()).isEqualTo(version(session));
        assertThat(revoke.guard()).isEqualTo(GUARD);
        assertThat(ended.state()).isEqualTo(SessionRecord.State.ENDED);
        assertThat(ended.incarnation()).isEqualTo(rival);
        assertThat(ended.lease()).isEqualTo(session.lease());
        assertThat(ended.nonce()).isNotEqualTo(session.nonce());
    }

    @Test
    void R2_an_absent_session_is_created_as_ended_after_the_lease_named_by_the_election() {
        see(absent(), 1000);
        assertRipeFrom(21_000, WATCHING);
        CompareAndSet revoke = requireNonNull(revoke(21_000, WATCHING));
        SessionRecord tombstone = (SessionRecord) revoke.next();
        assertThat(revoke.expected()).as("only if still absent").isNull();
        assertThat(tombstone.state()).isEqualTo(SessionRecord.State.ENDED);
        assertThat(tombstone.incarnation()).isEqualTo(rival);
        assertThat(tombstone.epoch()).isEqualTo(EPOCH);
    }

    @Test
    void R2_absence_alone_never_ends_a_session() {
        see(absent(), 0);
        assertThat(watch.endedIn(EPOCH)).isFalse();
        see(absent(), 600_000);
        assertThat(watch.endedIn(EPOCH)).isFalse();
    }

    @Test
    void R2_only_a_record_that_says_ended_ends_a_session() {
        see(found(session), 0);
        see(found(session), 600_000);
        assertThat(watch.endedIn(EPOCH)).isFalse();
        see(found(session.ended(UUID.randomUUID())), 600_001);
        assertThat(watch.endedIn(EPOCH)).isTrue();
        assertThat(watch.ripeAtNanos(WATCHING)).isNull();
        assertThat(revoke(700_000, WATCHING)).as("nothing left to revoke").isNull();
    }

    @Test
    void R2_an_ended_session_that_was_collected_is_watched_again() {
        see(found(session.ended(UUID.randomUUID())), 0);
        see(absent(), 1000);
        assertThat(watch.endedIn(EPOCH)).isFalse();
        assertRipeFrom(21_000, WATCHING);
    }

    @Test
    void R2_my_own_acknowledged_revoke_counts_like_a_record_that_says_ended() {
        see(found(session), 0);
        watch.revoked();
        assertThat(watch.endedIn(EPOCH)).isTrue();
        assertThat(revoke(10_000, WATCHING)).isNull();
    }

    // ---- R3 --------------------------------------------------------------------------------------------------------

    @Test
    void R3_any_change_of_version_restarts_the_watch() {
        see(found(session), 0);
        see(found(live(rival, Duration.ofSeconds(10))), 9000);
        assertRipeFrom(19_000, WATCHING);
    }

    @Test
    void R3_a_version_that_comes_back_is_a_change() {
        see(found(session), 0);
        see(found(live(rival, Duration.ofSeconds(10))), 4000);
        see(found(session), 9000);
        assertRipeFrom(19_000, WATCHING);
    }

    @Test
    void R3_a_session_that_appears_after_it_was_absent_restarts_the_watch() {
        see(absent(), 0);
        see(found(session), 15_000);
        assertRipeFrom(25_000, WATCHING);
    }

    @Test
    void R3_a_session_that_vanishes_restarts_the_watch() {
        see(found(session), 0);
        see(absent(), 9000);
        assertRipeFrom(29_000, WATCHING);
    }

    @Test
    void R3_a_session_that_flickers_is_never_ripe() {
        for (int i = 0; i < 10; i++) {
            see(i % 2 == 0 ? found(session) : absent(), i * 9000L);
            assertThat(revoke(i * 9000L + 8999, WATCHING)).isNull();
        }
    }

    @Test
    void R3_the_stores_clock_is_one_more_condition() {
        see(foundExpiringIn(session, Duration.ofSeconds(10)), 0);
        assertThat(requireNonNull(revoke(10_000, WATCHING)).onlyIfExpired()).isTrue();
    }

    @Test
    void R3_the_stores_clock_is_left_out_after_two_leases_of_watching() {
        see(foundExpiringIn(session, Duration.ofSeconds(10)), 0);
        see(foundExpiringIn(session, Duration.ofHours(1)), 15_000);
        assertThat(requireNonNull(watch.revoke(at(20_000) - 1, WATCHING, UUID.randomUUID(), GUARD))
                        .onlyIfExpired())
                .isTrue();
        assertThat(requireNonNull(revoke(20_000, WATCHING)).onlyIfExpired()).isFalse();
    }

    @Test
    void R3_the_stores_clock_makes_no_revoke_come_sooner() {
        see(foundExpiringIn(session, Duration.ofMinutes(-1)), 0);
        assertRipeFrom(10_000, WATCHING);
    }

    @Test
    void R3_a_store_without_a_clock_gives_no_such_condition() {
        see(found(session), 0);
        assertThat(requireNonNull(revoke(10_000, WATCHING)).onlyIfExpired()).isFalse();
    }

    @Test
    void R3_an_absent_session_cannot_expire() {
        see(absent(), 0);
        assertThat(requireNonNull(revoke(20_000, WATCHING)).onlyIfExpired()).isFalse();
    }

    // ---- R4 --------------------------------------------------------------------------------------------------------

    @Test
    void R4_an_expired_session_may_be_revoked_without_watching() {
        see(foundExpiringIn(session, Duration.ofSeconds(-1)), 5000);
        CompareAndSet revoke = requireNonNull(revoke(5000, BY_STORE_CLOCK));
        assertThat(revoke.onlyIfExpired()).as("the store decides").isTrue();
        assertThat(revoke.expected()).isEqualTo(version(session));
    }

    @Test
    void R4_a_session_that_is_about_to_expire_is_ripe_when_it_does() {
        see(foundExpiringIn(session, Duration.ofSeconds(3)), 5000);
        assertRipeFrom(8000, BY_STORE_CLOCK);
    }

    @Test
    void R4_of_several_answers_the_one_that_was_on_its_way_the_shortest_tells_the_expiry() {
        see(foundExpiringIn(session, Duration.ofSeconds(3)), 5000);
        see(foundExpiringIn(session, Duration.ofMillis(2040)), 6000);
        assertRipeFrom(8000, BY_STORE_CLOCK);
        see(foundExpiringIn(session, Duration.ofMillis(980)), 7000);
        assertRipeFrom(7980, BY_STORE_CLOCK);
    }

    @Test
    void R4_an_expiry_that_has_passed_and_is_still_denied_is_forgotten() {
        see(foundExpiringIn(session, Duration.ofSeconds(3)), 0);
        see(foundExpiringIn(session, Duration.ofSeconds(5)), 2000);
        assertRipeFrom(3000, BY_STORE_CLOCK);
        see(foundExpiringIn(session, Duration.ofSeconds(4)), 3000);
        assertRipeFrom(7000, BY_STORE_CLOCK);
    }

    @Test
    void R4_an_expiry_counts_for_its_version_only() {
        see(foundExpiringIn(session, Duration.ofSeconds(3)), 0);
        see(foundExpiringIn(live(rival, Duration.ofSeconds(10)), Duration.ofSeconds(5)), 2000);
        assertRipeFrom(7000, BY_STORE_CLOCK);
    }

    @Test
    void R4_watching_is_enough_if_the_stores_clock_stepped_back() {
        see(foundExpiringIn(session, Duration.ofHours(1)), 0);
        assertRipeFrom(10_000, BY_STORE_CLOCK);
    }

    @Test
    void R4_a_store_without_a_clock_is_watched_all_the_same() {
        see(found(session), 0);
        assertRipeFrom(10_000, BY_STORE_CLOCK);
    }

    @Test
    void R4_an_absent_session_has_no_expiry_and_is_watched_all_the_same() {
        see(absent(), 0);
        assertRipeFrom(20_000, BY_STORE_CLOCK);
    }

    @Test
    void R4_an_expiry_that_was_seen_before_the_session_vanished_counts_for_nothing() {
        see(foundExpiringIn(session, Duration.ofSeconds(-1)), 0);
        see(absent(), 1000);
        assertRipeFrom(21_000, BY_STORE_CLOCK);
    }

    @Test
    void R4_the_epoch_counts_as_ever() {
        see(foundExpiringIn(session, Duration.ofSeconds(-1)), 0);
        assertThat(watch.revoke(at(0), BY_STORE_CLOCK, UUID.randomUUID(), new Guard(NEXT_EPOCH, UUID.randomUUID())))
                .isNull();
    }

    // ---- R5 --------------------------------------------------------------------------------------------------------

    @Test
    void R5_a_watch_begun_under_another_epoch_is_void() {
        see(found(session), 0);
        Guard next = new Guard(NEXT_EPOCH, UUID.randomUUID());
        assertThat(watch.revoke(at(60_000), WATCHING, UUID.randomUUID(), next)).isNull();
        see(found(session, NEXT_EPOCH), 60_000);
        assertThat(watch.revoke(at(70_000) - 1, WATCHING, UUID.randomUUID(), next))
                .isNull();
        assertThat(watch.revoke(at(70_000), WATCHING, UUID.randomUUID(), next)).isNotNull();
    }

    @Test
    void R5_an_absence_begun_under_another_epoch_is_void() {
        see(absent(), 0);
        see(absent(NEXT_EPOCH), 19_000);
        assertThat(watch.ripeAtNanos(WATCHING)).isEqualTo(at(39_000));
    }

    @Test
    void R5_an_end_seen_under_another_epoch_counts_for_nothing() {
        SessionRecord ended = session.ended(UUID.randomUUID());
        see(found(ended), 0);
        assertThat(watch.endedIn(NEXT_EPOCH)).isFalse();
        see(found(ended, NEXT_EPOCH), 1000);
        assertThat(watch.endedIn(NEXT_EPOCH)).isTrue();
        assertThat(watch.endedIn(EPOCH)).isFalse();
    }

    // ---- what it tells ---------------------------------------------------------------------------------------------

    @Test
    void the_age_of_a_version_is_what_has_run_of_its_lease() {
        assertThat(watch.ageNanos()).isNull();
        see(found(session), 0);
        assertThat(watch.ageNanos()).isNull();
        see(foundExpiringIn(session, Duration.ofSeconds(7)), 0);
        assertThat(watch.ageNanos()).isEqualTo(3_000_000_000L);
        see(foundExpiringIn(live(rival, Duration.ofSeconds(10)), Duration.ofSeconds(11)), 0);
        assertThat(watch.ageNanos()).isZero();
    }

    @Test
    void the_count_of_releases_is_told_as_last_seen() {
        assertThat(watch.releases()).isEqualTo(-1);
        see(found(session), 0);
        assertThat(watch.releases()).isZero();
        see(absent(), 0);
        assertThat(watch.releases()).isEqualTo(-1);
        assertThat(watch.version()).isNull();
    }

    @Test
    void a_state_taken_out_and_put_back_goes_on_where_it_was() {
        see(found(session), 0);
        RivalWatch.State saved = watch.state();
        see(absent(), 5000);
        watch.restore(saved);
        assertRipeFrom(10_000, WATCHING);
    }
}
