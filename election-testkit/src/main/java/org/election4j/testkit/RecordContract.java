// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.Attributes;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.Identifiers;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.UnreadableRecordException;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every record the types allow comes back as it was written. */
abstract class RecordContract extends ReadContract {

    /** More than a double can count. */
    private static final long BEYOND_DOUBLES = (1L << 53) + 1;

    private static final String ODD_TEXT = "Zürich 'a' \"b\" \\n %s {c} * [d] <e>&amp; a:b|c,d;e=f \uD83D\uDDF3\uFE0F";

    protected abstract void changeByHand(String electionName, String field, String value) throws Exception;

    @Test
    void a_session_comes_back_as_written() {
        assertComesBack(session());
    }

    @Test
    void an_ended_session_comes_back_as_written() {
        assertComesBack(session().ended(UUID.randomUUID()));
    }

    @Test
    void a_session_without_an_address_comes_back_as_written() {
        assertComesBack(session("billing", null, List.of(ELECTION), 0));
    }

    @Test
    void a_session_without_a_list_of_elections_comes_back_as_written() {
        assertComesBack(session("billing", "10.0.3.7", null, 0));
    }

    @Test
    void a_session_in_no_election_comes_back_as_written() {
        assertComesBack(session("billing", "10.0.3.7", List.of(), 0));
    }

    @Test
    void a_session_in_many_elections_comes_back_in_their_order() {
        assertComesBack(session("billing", "10.0.3.7", List.of("z", ODD_TEXT, "a", longName()), 0));
    }

    @Test
    void a_session_with_odd_texts_comes_back_as_written() {
        assertComesBack(session(ODD_TEXT, ODD_TEXT, List.of(ODD_TEXT), 0));
    }

    @Test
    void a_session_with_a_large_count_of_releases_comes_back_as_written() {
        assertComesBack(session("billing", null, null, BEYOND_DOUBLES));
    }

    @Test
    void a_session_with_an_unround_lease_comes_back_as_written() {
        assertComesBack(session(Duration.ofMillis(12_345)));
    }

    @Test
    void a_free_seat_comes_back_as_written() {
        assertComesBack(election(ELECTION, 7, new ElectionRecord.Free()));
    }

    @Test
    void a_held_seat_comes_back_as_written() {
        assertComesBack(election(
                ELECTION,
                7,
                new ElectionRecord.Held(UUID.randomUUID(), ODD_TEXT, ODD_TEXT, Duration.ofMillis(12_345))));
    }

    @Test
    void a_held_seat_without_an_address_comes_back_as_written() {
        assertComesBack(held(ELECTION, 7));
    }

    @Test
    void a_seat_handed_over_comes_back_as_written() {
        assertComesBack(
                election(ELECTION, 7, new ElectionRecord.Handover("Zürich \uD83D\uDDF3", Duration.ofMillis(12_345))));
    }

    @Test
    void a_paused_seat_comes_back_as_written() {
        assertComesBack(election(ELECTION, 7, new ElectionRecord.Paused(UUID.randomUUID())));
    }

    @Test
    void a_seat_in_a_state_that_is_not_known_is_found_as_such_and_is_never_written() throws Exception {
        ElectionRecord held = held(ELECTION, 7);
        create(held);
        create(held("another", 7));
        changeByHand(ELECTION, "state", "SEALED");
        StoredRecord found = find(held.key());
        ElectionRecord record = (ElectionRecord) found.record();
        UUID holder = ((ElectionRecord.Held) held.seat()).incarnation();
        assertThat(record.seat()).isEqualTo(new ElectionRecord.Unknown("SEALED", holder));
        assertThat(record.term()).isEqualTo(7);
        assertThat(listed(store(), RecordKind.ELECTION)).hasSize(2);
        Guard guard = settledGuard();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CompareAndSet(found.version(), record, guard))
                .withMessageContaining("SEALED");
    }

    @Test
    void a_record_that_makes_no_sense_costs_itself_only() throws Exception {
        ElectionRecord spoilt = held(ELECTION, 7);
        ElectionRecord other = held("another", 7);
        create(spoilt);
        create(other);
        changeByHand(ELECTION, "candidate", " ");
        List<ReadOutcome> outcomes = store().readAll(List.of(spoilt.key(), other.key()), attempt());
        assertThat(outcomes.get(0))
                .isInstanceOfSatisfying(
                        ReadOutcome.Unknown.class,
                        unknown -> assertThat(unknown.cause()).isInstanceOf(UnreadableRecordException.class));
        assertThat(found(outcomes.get(1)).record()).isEqualTo(other);
        ListOutcome.Listed listed = (ListOutcome.Listed) store().list(RecordKind.ELECTION, attempt());
        assertThat(listed.records()).extracting(StoredRecord::record).containsExactly(other);
        assertThat(listed.unreadable()).hasSize(1);
    }

    @Test
    void a_session_with_as_many_attributes_as_there_may_be_comes_back_as_written() {
        String odd = "=:\\ Zürich \uD83D\uDDF3";
        Map<String, String> attributes = new HashMap<>(Map.of("priority", "7", "odd.text", odd, "empty", ""));
        int used = attributes.entrySet().stream()
                .mapToInt(one -> (one.getKey() + one.getValue()).getBytes(StandardCharsets.UTF_8).length)
                .sum();
        attributes.put("x", "x".repeat(Attributes.MAX_BYTES - used - 1));
        assertComesBack(session(attributes));
        attributes.put("x", attributes.get("x") + "x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session(attributes))
                .withMessageContaining("512")
                .withMessageContaining("513");
    }

    @Test
    void attributes_come_and_go_and_stay_when_a_session_is_ended() {
        SessionRecord plain = session();
        SessionRecord rich = session(plain.incarnation(), Map.of("priority", "7"));
        Version version = apply(new CompareAndSet(create(plain), rich, epochGuard()));
        assertUnchanged(rich, version);
        SessionRecord poor = session(plain.incarnation(), Map.of("fit", "no"));
        version = apply(new CompareAndSet(version, poor, epochGuard()));
        assertUnchanged(poor, version);
        SessionRecord ended = poor.ended(UUID.randomUUID());
        assertUnchanged(ended, apply(new CompareAndSet(version, ended, epochGuard())));
    }

    private SessionRecord session(Map<String, String> attributes) {
        return session(UUID.randomUUID(), attributes);
    }

    private SessionRecord session(UUID incarnation, Map<String, String> attributes) {
        return new SessionRecord(
                incarnation,
                "billing",
                LEASE,
                SessionRecord.State.LIVE,
                null,
                List.of(),
                0,
                0,
                attributes,
                epoch(),
                UUID.randomUUID());
    }

    @Test
    void a_seat_goes_through_all_its_states_and_back() {
        ElectionRecord.Seat[] seats = {
            new ElectionRecord.Held(UUID.randomUUID(), "a", "10.0.3.7", LEASE),
            new ElectionRecord.Handover("b", LEASE),
            new ElectionRecord.Paused(UUID.randomUUID()),
            new ElectionRecord.Free(),
            new ElectionRecord.Held(UUID.randomUUID(), "b", null, LEASE)
        };
        Version version = create(held(ELECTION, 1));
        for (ElectionRecord.Seat seat : seats) {
            ElectionRecord next = election(ELECTION, 2, seat);
            version = apply(new CompareAndSet(version, next, settledGuard()));
            assertUnchanged(next, version);
        }
    }

    @Test
    void a_term_larger_than_any_double_counts_comes_back_as_written() {
        assertComesBack(held(ELECTION, BEYOND_DOUBLES));
    }

    @Test
    void the_largest_term_comes_back_as_written() {
        assertComesBack(held(ELECTION, Long.MAX_VALUE));
    }

    @Test
    void an_election_of_any_name_comes_back_as_written() {
        for (String name : List.of(ODD_TEXT, longName(), "a/b/../c", "A", "a", " a ", "a%2Fb", "ä", "a\u0308")) {
            assertComesBack(held(name, 7));
        }
    }

    @Test
    void names_that_only_look_alike_are_different_elections() {
        // Case, composed and decomposed accents, trailing blanks: a collation or a file system may confuse them.
        List<String> names = List.of(
                "a",
                "A",
                "a ",
                "\u00e4",
                "a\u0308",
                "a/",
                "a%20",
                longName(),
                longName().substring(2) + "yyyy");
        for (int i = 0; i < names.size(); i++) {
            create(held(names.get(i), i + 1));
        }
        for (int i = 0; i < names.size(); i++) {
            ElectionRecord found =
                    (ElectionRecord) find(new RecordKey.Election(names.get(i))).record();
            assertThat(found.term()).isEqualTo(i + 1);
        }
        assertThat(listed(store(), RecordKind.ELECTION)).hasSize(names.size());
    }

    @Test
    void the_store_record_comes_back_as_written() {
        for (StoreRecord.State state : StoreRecord.State.values()) {
            StoreRecord record = storeRecord(epoch(), state);
            Version before =
                    state == StoreRecord.State.NEW ? null : find(record.key()).version();
            Version version = apply(new CompareAndSet(before, record, epochGuard()));
            assertUnchanged(record, version);
        }
    }

    @Test
    void what_a_later_version_put_into_the_store_record_stays_when_it_is_written_anew() {
        StoreRecord later = new StoreRecord(
                StoreRecord.CURRENT_FORMAT + 1,
                StoreRecord.CURRENT_FORMAT,
                epoch(),
                StoreRecord.State.NEW,
                UUID.randomUUID(),
                MAX_LEASE,
                LEASE,
                Map.of("history", "20"),
                UUID.randomUUID());
        Version version = apply(new CompareAndSet(null, later, epochGuard()));
        assertUnchanged(later, version);
        StoreRecord anew = later.about(epoch(), StoreRecord.State.SETTLED, later.settlement(), UUID.randomUUID());
        assertUnchanged(anew, apply(new CompareAndSet(version, anew, epochGuard())));
        assertThat(anew.formatVersion()).isEqualTo(later.formatVersion());
        assertThat(anew.attributes()).isEqualTo(later.attributes());
    }

    @Test
    void the_epoch_in_a_record_is_the_writers_word_and_not_the_stores() {
        SessionRecord old = session();
        assertComesBack(new SessionRecord(
                old.incarnation(),
                old.candidateId(),
                old.lease(),
                old.state(),
                old.address(),
                old.elections(),
                old.releases(),
                old.standbys(),
                old.attributes(),
                "an epoch of the past",
                old.nonce()));
    }

    /** Writes the record and finds it again by key, among several, and in the listing of its kind. */
    private void assertComesBack(LeaseRecord record) {
        Version version = create(record);
        assertThat(version.nonce()).isEqualTo(record.nonce());
        assertUnchanged(record, version);
        assertThat(found(store().readAll(List.of(record.key()), attempt()).get(0))
                        .record())
                .isEqualTo(record);
        RecordKind kind = record instanceof SessionRecord ? RecordKind.SESSION : RecordKind.ELECTION;
        assertThat(listed(store(), kind)).extracting(StoredRecord::record).contains(record);
    }

    private SessionRecord session(
            String candidateId, @Nullable String address, @Nullable List<String> elections, long releases) {
        return new SessionRecord(
                UUID.randomUUID(),
                candidateId,
                LEASE,
                SessionRecord.State.LIVE,
                address,
                elections,
                releases,
                200,
                Map.of(),
                epoch(),
                UUID.randomUUID());
    }

    /** As long as a name may be, of characters that take four bytes each. */
    private static String longName() {
        return "\uD83D\uDDF3".repeat(Identifiers.MAX_BYTES / 4);
    }
}
