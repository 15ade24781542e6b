// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecordTextTest {

    private static final UUID ONE = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final UUID TWO = UUID.fromString("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

    private static final String ELECTION = """
            election4j 2 election
            name: nightly-billing
            term: 1795430411872
            state: HELD
            holder: 11111111-2222-3333-4444-555555555555
            candidate: app-1
            address: 10.0.3.7:8080
            lease: PT30S
            since: 2026-11-25T16:20:11.872Z
            changes: 3
            epoch:\s
            nonce: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
            end
            """;

    private static ElectionRecord election(ElectionRecord.Seat seat) {
        return new ElectionRecord(
                "nightly-billing", 1_795_430_411_872L, seat, Instant.parse("2026-11-25T16:20:11.872Z"), 3, "", TWO);
    }

    private static SessionRecord session(List<String> elections, String epoch, Map<String, String> attributes) {
        return new SessionRecord(
                ONE,
                "app-1",
                Duration.ofSeconds(30),
                SessionRecord.State.LIVE,
                null,
                elections,
                7,
                200,
                attributes,
                epoch,
                TWO);
    }

    private static String text(LeaseRecord record) {
        return new RecordText(RecordFields.kind(record.key()), RecordFields.of(record)).toString();
    }

    private static LeaseRecord parsed(String text) {
        RecordText parsed = RecordText.parse(text);
        return RecordFields.record(parsed.kind(), parsed.fields());
    }

    @Test
    void an_election_is_written_like_this() {
        assertThat(text(election(new ElectionRecord.Held(ONE, "app-1", "10.0.3.7:8080", Duration.ofSeconds(30)))))
                .isEqualTo(ELECTION);
    }

    @Test
    void other_seats_are_written_like_this() {
        assertThat(text(election(new ElectionRecord.Free()))).contains("\nstate: FREE\nsince: ");
        assertThat(text(election(new ElectionRecord.Handover("app-2", Duration.ofSeconds(5)))))
                .contains("\nstate: HANDOVER\nsuccessor: app-2\nwindow: PT5S\nsince: ");
        assertThat(text(election(new ElectionRecord.Paused(ONE))))
                .contains("\nstate: PAUSED\npause: " + ONE + "\nsince: ");
    }

    @Test
    void a_session_is_written_like_this() {
        assertThat(text(session(List.of("a", "b"), "", Map.of("priority", "7"))))
                .isEqualTo("""
                election4j 2 session
                incarnation: 11111111-2222-3333-4444-555555555555
                candidate: app-1
                lease: PT30S
                state: LIVE
                elections: a\\nb\\n
                releases: 7
                standbys: 200
                attributes: priority=7\\n
                epoch:\s
                nonce: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
                end
                """);
    }

    @Test
    void the_store_record_is_written_like_this() {
        StoreRecord store = new StoreRecord(
                3,
                2,
                "",
                StoreRecord.State.SETTLED,
                ONE,
                Duration.ofMillis(30_500),
                Duration.ofSeconds(30),
                Map.of(),
                TWO);
        assertThat(text(store)).isEqualTo("""
                election4j 2 store
                format: 3
                oldest: 2
                epoch:\s
                state: SETTLED
                settlement: 11111111-2222-3333-4444-555555555555
                watch: PT30.5S
                allow: PT30S
                nonce: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
                end
                """);
    }

    @Test
    void what_is_written_can_be_read() {
        for (LeaseRecord record : new LeaseRecord[] {
            session(List.of("a: b", "c\\nd", "\\", "="), "line 1\nline 2\r\n\\", Map.of("a", "b=c\\n", "b", "")),
            session(List.of(), ": ", Map.of()),
            session(null, "", Map.of()),
            election(new ElectionRecord.Free()),
            election(new ElectionRecord.Paused(ONE)),
            StoreRecord.first("7", StoreRecord.State.NEW, ONE, Duration.ofSeconds(30), TWO)
        }) {
            assertThat(parsed(text(record))).isEqualTo(record);
        }
    }

    @Test
    void no_language_of_the_machine_changes_a_text() {
        Locale before = Locale.getDefault();
        String text = text(election(new ElectionRecord.Free()));
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
            assertThat(text(election(new ElectionRecord.Free()))).isEqualTo(text);
            assertThatThrownBy(() -> Identifiers.requireValid("name", "a\u0007"))
                    .hasMessageContaining("at index 1");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void what_a_later_version_adds_is_not_looked_at() {
        assertThat(parsed(ELECTION.replace("changes: 3\n", "changes: 3\nmood: good\n")))
                .isEqualTo(parsed(ELECTION));
    }

    @Test
    void a_state_that_is_not_known_is_an_unknown_seat_with_the_session_it_names() {
        ElectionRecord sealed = (ElectionRecord) parsed(ELECTION.replace("HELD", "SEALED"));
        assertThat(sealed.seat()).isEqualTo(new ElectionRecord.Unknown("SEALED", ONE));
        assertThat(sealed.namedSession()).isEqualTo(ONE);
        assertThat(sealed.holder()).isNull();
    }

    @Test
    void a_store_record_of_the_first_format_is_refused_with_a_sentence() {
        assertThatThrownBy(
                        () -> parsed(text(StoreRecord.first("", StoreRecord.State.NEW, ONE, Duration.ofSeconds(1), TWO))
                                .replace("format: 2", "format: 1")))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining("format 1")
                .hasMessageContaining("2 and later");
    }

    @Test
    void every_truncation_is_noticed() {
        for (int length = 0; length < ELECTION.length(); length++) {
            String cut = ELECTION.substring(0, length);
            assertThatThrownBy(() -> parsed(cut)).as(cut).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void every_missing_line_is_noticed_and_so_is_every_doubled_one() {
        List<String> lines = List.of(ELECTION.split("\n"));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("address")) {
                continue; // The one field that may be missing.
            }
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(i);
            assertThatThrownBy(() -> parsed(String.join("\n", fewer) + "\n"))
                    .isInstanceOf(IllegalArgumentException.class);
            List<String> more = new ArrayList<>(lines);
            more.add(i, lines.get(i));
            assertThatThrownBy(() -> parsed(String.join("\n", more) + "\n"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void an_error_names_what_was_expected() {
        assertError(ELECTION.replace("term: ", "number: "), "there is no field 'term'");
        assertError(ELECTION.replace("1795430411872", "-1"), "term must be positive, but is -1");
        assertError(ELECTION.replace("PT30S", "30 s"), "the field 'lease' makes no sense: '30 s'");
        assertError(ELECTION.replace("app-1", "app\\x"), "no such escape: '\\x'");
        assertError(ELECTION + "more\n", "line 13: the text must end after 'end'");
        assertError(ELECTION.replace("end\n", "no field\n"), "line 13: expected a field once, but found 'no field'");
        assertError("", "no record of Election4J, it begins with ''");
        assertError("<html>", "no record of Election4J, it begins with '<html>'");
        assertError(ELECTION.replace("election4j 2", "election4j 1"), "this library reads layout 2");
    }

    private static void assertError(String text, String message) {
        assertThatThrownBy(() -> parsed(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
