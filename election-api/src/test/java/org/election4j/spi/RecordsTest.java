// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {

    private static final UUID ID = UUID.randomUUID();
    private static final UUID NONCE = UUID.randomUUID();
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static SessionRecord session(String candidateId, Duration lease, List<String> elections) {
        return new SessionRecord(
                ID, candidateId, lease, SessionRecord.State.LIVE, null, elections, 3, 0, Map.of(), "epoch", NONCE);
    }

    private static ElectionRecord election(String name, long term, ElectionRecord.Seat seat) {
        return new ElectionRecord(name, term, seat, NOON, 1, "epoch", NONCE);
    }

    // ---- sessions --------------------------------------------------------------------------------------------------

    @Test
    void an_ended_session_is_the_same_session_under_another_nonce() {
        SessionRecord live = session("me", LEASE, List.of("orders"));
        UUID fresh = UUID.randomUUID();
        SessionRecord ended = live.ended(fresh);
        assertThat(ended.state()).isEqualTo(SessionRecord.State.ENDED);
        assertThat(ended.nonce()).isEqualTo(fresh);
        assertThat(ended)
                .usingRecursiveComparison()
                .ignoringFields("state", "nonce")
                .isEqualTo(live);
        assertThat(ended.key()).isEqualTo(live.key()).isEqualTo(new RecordKey.Session(ID));
    }

    @Test
    void a_session_keeps_its_own_copy_of_the_elections() {
        List<String> elections = new ArrayList<>(List.of("orders"));
        SessionRecord session = session("me", LEASE, elections);
        elections.add("billing");
        assertThat(session.elections()).containsExactly("orders");
        assertThat(session("me", LEASE, null).elections()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, 999_999, 1_000_001})
    void a_lease_that_is_not_positive_and_in_whole_milliseconds_is_refused_with_its_value(long nanos) {
        Duration lease = Duration.ofNanos(nanos);
        assertThatThrownBy(() -> session("me", lease, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(lease.toString());
        assertThatThrownBy(() -> new ElectionRecord.Held(ID, "me", null, lease)).hasMessageContaining(lease.toString());
        assertThatThrownBy(() -> new ElectionRecord.Handover("me", lease)).hasMessageContaining(lease.toString());
        assertThatThrownBy(() -> StoreRecord.first("epoch", StoreRecord.State.NEW, ID, lease, NONCE))
                .hasMessageContaining(lease.toString());
    }

    @Test
    void candidate_ids_and_addresses_are_names() {
        assertThatThrownBy(() -> session(" ", LEASE, null)).hasMessageContaining("candidate id");
        assertThatThrownBy(() -> new ElectionRecord.Held(ID, "a\nb", null, LEASE))
                .hasMessageContaining("U+000A");
        assertThatThrownBy(() -> new ElectionRecord.Held(ID, "me", "a\nb", LEASE))
                .hasMessageContaining("address");
        assertThatThrownBy(() -> new ElectionRecord.Handover("", LEASE)).hasMessageContaining("candidate id");
    }

    // ---- elections -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void a_term_that_is_not_positive_is_refused_with_its_value(long term) {
        assertThatThrownBy(() -> election("orders", term, new ElectionRecord.Free()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("" + term);
    }

    @Test
    void an_election_needs_a_valid_name() {
        assertThatThrownBy(() -> election("", 1, new ElectionRecord.Free())).hasMessageContaining("election name");
        assertThatThrownBy(() -> new RecordKey.Election("a\u0000")).hasMessageContaining("U+0000");
    }

    @Test
    void only_a_held_election_has_a_holder() {
        ElectionRecord.Held held = new ElectionRecord.Held(ID, "me", "host:1", LEASE);
        assertThat(election("orders", 1, held).holder()).isEqualTo(held);
        assertThat(election("orders", 1, new ElectionRecord.Free()).holder()).isNull();
        assertThat(election("orders", 1, new ElectionRecord.Handover("me", LEASE))
                        .holder())
                .isNull();
    }

    @Test
    void the_date_of_a_change_is_kept_in_whole_milliseconds() {
        ElectionRecord record = new ElectionRecord(
                "orders", 1, new ElectionRecord.Free(), NOON.plusNanos(1_999_999), 1, "epoch", NONCE);
        assertThat(record.since()).isEqualTo(NOON.plusMillis(1));
    }

    // ---- versions and writes ---------------------------------------------------------------------------------------

    @Test
    void versions_differ_in_nonce_or_mark() {
        assertThat(Version.of(NONCE)).isEqualTo(new Version(NONCE, "")).isNotEqualTo(new Version(NONCE, "etag"));
        assertThat(Version.of(NONCE)).isNotEqualTo(Version.of(ID));
    }

    @Test
    void a_record_is_stored_under_its_own_nonce_only() {
        SessionRecord session = session("me", LEASE, null);
        assertThatThrownBy(() -> new StoredRecord(session, Version.of(ID), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(ID.toString())
                .hasMessageContaining(NONCE.toString());
        assertThat(new StoredRecord(session, new Version(NONCE, "etag"), null).record())
                .isSameAs(session);
    }

    @Test
    void only_an_existing_session_can_be_asked_to_have_expired() {
        SessionRecord session = session("me", LEASE, null);
        Guard guard = Guard.epoch("epoch");
        assertThatThrownBy(() -> new CompareAndSet(null, session, guard, true))
                .isInstanceOf(IllegalArgumentException.class);
        ElectionRecord election = election("orders", 1, new ElectionRecord.Free());
        assertThatThrownBy(() -> new CompareAndSet(Version.of(ID), election, guard, true))
                .hasMessageContaining("orders");
        assertThat(new CompareAndSet(Version.of(ID), session, guard, true).onlyIfExpired())
                .isTrue();
        assertThat(new CompareAndSet(Version.of(ID), session, guard).onlyIfExpired())
                .isFalse();
    }

    @Test
    void a_listing_keeps_its_own_copy_of_the_records() {
        List<StoredRecord> records = new ArrayList<>();
        ListOutcome.Listed listed = new ListOutcome.Listed(records, StoreStamp.NONE);
        records.add(new StoredRecord(session("me", LEASE, null), Version.of(NONCE), null));
        assertThat(listed.records()).isEmpty();
    }

    @Test
    void what_is_required_is_checked_for_null() {
        assertThatThrownBy(() -> new Guard(null, ID)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Version(NONCE, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new StoreStamp(null, NOON)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new ReadOutcome.Absent(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new WriteOutcome.Unknown(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new RecordKey.Session(null)).isInstanceOf(NullPointerException.class);
    }

    // ---- attempts --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 5_000_000_000L})
    void an_attempt_counts_down_to_zero_and_not_below(long origin) {
        long[] now = {origin};
        Attempt attempt = new UnmarkedAttempt(() -> now[0], Duration.ofSeconds(10));
        assertThat(attempt.remaining()).isEqualTo(Duration.ofSeconds(10));
        now[0] += 9_000_000_000L;
        assertThat(attempt.remaining()).isEqualTo(Duration.ofSeconds(1));
        now[0] += 9_000_000_000L;
        assertThat(attempt.remaining()).isEqualTo(Duration.ZERO);
    }

    @Test
    void an_attempt_without_time_is_refused_with_its_value() {
        assertThatThrownBy(() -> Attempt.within(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> Attempt.within(Duration.ofSeconds(-1))).hasMessageContaining("PT-1S");
    }
}
