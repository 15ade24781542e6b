// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.junit.jupiter.api.Test;

/** The stored format, character by character: other versions of the library read it. */
class RecordTextTest {

    private static final UUID ONE = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final UUID TWO = UUID.fromString("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

    private static final String ELECTION = """
            election4j 1 election
            name: nightly-billing
            term: 1795430411872
            seat: HELD
            incarnation: 11111111-2222-3333-4444-555555555555
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

    private static SessionRecord session(List<String> elections, String epoch) {
        return new SessionRecord(
                ONE, "app-1", Duration.ofSeconds(30), SessionRecord.State.LIVE, null, elections, 7, 200, epoch, TWO);
    }

    @Test
    void an_election_is_written_like_this() {
        assertThat(RecordText.of(
                        election(new ElectionRecord.Held(ONE, "app-1", "10.0.3.7:8080", Duration.ofSeconds(30)))))
                .isEqualTo(ELECTION);
    }

    @Test
    void other_seats_are_written_like_this() {
        assertThat(RecordText.of(election(new ElectionRecord.Free()))).contains("\nseat: FREE\nsince: ");
        assertThat(RecordText.of(election(new ElectionRecord.Handover("app-2", Duration.ofSeconds(5)))))
                .contains("\nseat: HANDOVER\ncandidate: app-2\nwindow: PT5S\nsince: ");
    }

    @Test
    void a_session_is_written_like_this() {
        assertThat(RecordText.of(session(List.of("a", "b"), ""))).isEqualTo("""
                election4j 1 session
                incarnation: 11111111-2222-3333-4444-555555555555
                candidate: app-1
                lease: PT30S
                state: LIVE
                elections: 2
                election: a
                election: b
                releases: 7
                standbys: 200
                epoch:\s
                nonce: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
                end
                """);
    }

    @Test
    void the_store_record_is_written_like_this() {
        assertThat(RecordText.of(
                        new StoreRecord(1, "", StoreRecord.State.SETTLED, ONE, Duration.ofMillis(30_500), TWO)))
                .isEqualTo("""
                election4j 1 store
                format: 1
                epoch:\s
                state: SETTLED
                settlement: 11111111-2222-3333-4444-555555555555
                maxLease: PT30.5S
                nonce: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
                end
                """);
    }

    @Test
    void what_is_written_can_be_read() {
        for (LeaseRecord record : new LeaseRecord[] {
            session(List.of("a: b", "c\\nd", "\\", " ", ""), "line 1\nline 2\r\n\\"),
            session(List.of(), ": "),
            session(null, ""),
            election(new ElectionRecord.Free())
        }) {
            assertThat(RecordParser.parse(RecordText.of(record))).isEqualTo(record);
        }
    }

    @Test
    void every_truncation_is_noticed() {
        for (int length = 0; length < ELECTION.length() - 1; length++) {
            String cut = ELECTION.substring(0, length);
            assertThatThrownBy(() -> RecordParser.parse(cut)).as(cut).isInstanceOf(LeaseStoreException.class);
        }
    }

    @Test
    void every_missing_line_is_noticed_and_so_is_every_doubled_one() {
        List<String> lines = RecordText.lines(ELECTION);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("address")) {
                continue; // The one field that may be missing.
            }
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(i);
            assertThatThrownBy(() -> RecordParser.parse(String.join("\n", fewer)))
                    .isInstanceOf(LeaseStoreException.class);
            List<String> more = new ArrayList<>(lines);
            more.add(i, lines.get(i));
            assertThatThrownBy(() -> RecordParser.parse(String.join("\n", more)))
                    .isInstanceOf(LeaseStoreException.class);
        }
    }

    @Test
    void an_error_names_the_line_and_what_was_expected() {
        assertError(ELECTION.replace("seat: HELD", "seat: TAKEN"), "line 4: no such seat: 'TAKEN'");
        assertError(
                ELECTION.replace("term: ", "number: "), "line 3: expected 'term:', but found 'number: 1795430411872'");
        assertError(ELECTION.replace("1795430411872", "-1"), "term must be positive, but is -1");
        assertError(ELECTION.replace("PT30S", "30 s"), "line 8");
        assertError(ELECTION.replace("app-1", "app\\x"), "line 6: no such escape: '\\x'");
        assertError(ELECTION + "more\n", "line 14: nothing may follow after 'end'");
        assertError(ELECTION.replace("end\n", "term: 2\n"), "expected 'end', but found 'term: 2'");
        assertError("", "the text ends too early");
        assertError("<html>", "line 1: no record of Election4J, it begins with '<html>'");
        assertError(ELECTION.replace("election4j 1", "election4j 2"), "use the same version of Election4J everywhere");
    }

    private static void assertError(String text, String message) {
        assertThatThrownBy(() -> RecordParser.parse(text))
                .isInstanceOf(LeaseStoreException.class)
                .hasMessageContaining(message);
    }
}
