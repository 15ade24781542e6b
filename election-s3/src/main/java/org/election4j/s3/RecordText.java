// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.util.ArrayList;
import java.util.List;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ElectionRecord.Handover;
import org.election4j.spi.ElectionRecord.Held;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.TickFields;
import org.election4j.spi.TickRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record as a text for people and for {@link RecordParser}.
 *
 * <pre>{@code
 * election4j 1 election
 * name: nightly-billing
 * term: 1795430411872
 * seat: HELD
 * incarnation: 6b0f8c1e-...
 * candidate: app-1
 * address: 10.0.3.7:8080
 * lease: PT30S
 * since: 2026-11-25T16:20:11.872Z
 * changes: 3
 * epoch:
 * nonce: 0d9e2a77-...
 * end
 * }</pre>
 *
 * <p>One line for each field, in a fixed order; a field that is null has no line. In a value, backslash, line feed and
 * carriage return are written {@code \\}, {@code \n} and {@code \r}. The last line tells that nothing was cut off.
 */
final class RecordText {

    static final int FORMAT = 1;
    static final String FIRST = "election4j ";
    static final String LAST = "end";
    static final String TICK = "tick";

    private final StringBuilder text = new StringBuilder();

    private RecordText(String kind) {
        text.append(FIRST).append(FORMAT).append(' ').append(kind).append('\n');
    }

    static String of(LeaseRecord record) {
        if (record instanceof SessionRecord session) {
            return ofSession(session);
        }
        return record instanceof ElectionRecord election ? ofElection(election) : ofStore((StoreRecord) record);
    }

    static String of(TickRecord tick) {
        RecordText text = new RecordText(TICK);
        TickFields.of(tick).forEach(text::line);
        return text.end();
    }

    private static String ofSession(SessionRecord session) {
        return new RecordText("session")
                .line("incarnation", session.incarnation())
                .line("candidate", session.candidateId())
                .line("lease", session.lease())
                .line("state", session.state())
                .line("address", session.address())
                .elections(session.elections())
                .line("releases", session.releases())
                .line("standbys", session.standbys())
                .line("epoch", session.epoch())
                .line("nonce", session.nonce())
                .end();
    }

    private static String ofElection(ElectionRecord election) {
        return new RecordText("election")
                .line("name", election.name())
                .line("term", election.term())
                .seat(election.seat())
                .line("since", election.since())
                .line("changes", election.changes())
                .line("epoch", election.epoch())
                .line("nonce", election.nonce())
                .end();
    }

    private static String ofStore(StoreRecord store) {
        return new RecordText("store")
                .line("format", store.formatVersion())
                .line("epoch", store.epoch())
                .line("state", store.state())
                .line("settlement", store.settlement())
                .line("maxLease", store.maxLease())
                .line("nonce", store.nonce())
                .end();
    }

    private RecordText seat(ElectionRecord.Seat seat) {
        if (seat instanceof Held held) {
            return line("seat", "HELD")
                    .line("incarnation", held.incarnation())
                    .line("candidate", held.candidateId())
                    .line("address", held.address())
                    .line("lease", held.lease());
        }
        if (seat instanceof Handover handover) {
            return line("seat", "HANDOVER")
                    .line("candidate", handover.candidateId())
                    .line("window", handover.window());
        }
        return line("seat", "FREE");
    }

    /** Their number first, so that none of them is not the same as not listed. */
    private RecordText elections(@Nullable List<String> elections) {
        if (elections != null) {
            line("elections", elections.size());
            elections.forEach(election -> line("election", election));
        }
        return this;
    }

    private RecordText line(String name, @Nullable Object value) {
        if (value != null) {
            text.append(name).append(": ").append(escaped(value.toString())).append('\n');
        }
        return this;
    }

    private String end() {
        return text.append(LAST).append('\n').toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    /** The lines of a text, without the line feeds; an unfinished last line counts. */
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }
}
