// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.election4j.spi.Attributes;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ElectionRecord.Free;
import org.election4j.spi.ElectionRecord.Handover;
import org.election4j.spi.ElectionRecord.Held;
import org.election4j.spi.ElectionRecord.Paused;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.jspecify.annotations.Nullable;

/** Records as rows of texts, in the order of their {@link RecordColumns}: first the key, then the rest. */
final class RecordTexts {

    private RecordTexts() {}

    static RecordTable tableOf(LeaseRecord record) {
        if (record instanceof SessionRecord) {
            return RecordTable.SESSION;
        }
        return record instanceof ElectionRecord ? RecordTable.ELECTION : RecordTable.STORE;
    }

    static List<@Nullable String> of(LeaseRecord record) {
        if (record instanceof SessionRecord session) {
            return ofSession(session);
        }
        return record instanceof ElectionRecord election ? ofElection(election) : ofStore((StoreRecord) record);
    }

    private static List<@Nullable String> ofSession(SessionRecord session) {
        return Arrays.<@Nullable String>asList(
                session.incarnation().toString(),
                session.candidateId(),
                interval(session.lease()),
                session.state().name(),
                session.address(),
                session.elections() == null ? null : arrayLiteral(session.elections()),
                Long.toString(session.releases()),
                Integer.toString(session.standbys()),
                arrayLiteral(Attributes.toTexts(session.attributes())),
                session.epoch(),
                session.nonce().toString());
    }

    private static List<@Nullable String> ofElection(ElectionRecord election) {
        List<@Nullable String> texts = new ArrayList<>();
        texts.add(election.name());
        texts.add(Long.toString(election.term()));
        texts.addAll(ofSeat(election.seat()));
        texts.add(election.since().toString());
        texts.add(Long.toString(election.changes()));
        texts.add(election.epoch());
        texts.add(election.nonce().toString());
        return texts;
    }

    private static List<@Nullable String> ofSeat(ElectionRecord.Seat seat) {
        if (seat instanceof Held held) {
            return Arrays.<@Nullable String>asList(
                    "HELD",
                    held.incarnation().toString(),
                    held.candidateId(),
                    held.address(),
                    interval(held.lease()),
                    null,
                    null,
                    null);
        }
        if (seat instanceof Handover handover) {
            return Arrays.<@Nullable String>asList(
                    "HANDOVER", null, null, null, null, handover.candidateId(), interval(handover.window()), null);
        }
        if (seat instanceof Paused paused) {
            return Arrays.<@Nullable String>asList(
                    "PAUSED", null, null, null, null, null, null, paused.pause().toString());
        }
        if (seat instanceof Free) {
            return Arrays.<@Nullable String>asList("FREE", null, null, null, null, null, null, null);
        }
        throw new IllegalArgumentException("no such seat: " + seat);
    }

    private static List<@Nullable String> ofStore(StoreRecord store) {
        return List.of(
                "1",
                Integer.toString(store.formatVersion()),
                Integer.toString(store.oldestReader()),
                store.epoch(),
                store.state().name(),
                store.settlement().toString(),
                interval(store.watch()),
                interval(store.allow()),
                arrayLiteral(Attributes.toTexts(store.attributes())),
                store.nonce().toString());
    }

    /** The server counts microseconds. A fraction is rounded up: a lease must never look shorter than it is. */
    static String interval(Duration duration) {
        Duration micros = duration.truncatedTo(ChronoUnit.MICROS);
        return (micros.equals(duration) ? micros : micros.plusNanos(1_000)).toString();
    }

    private static String arrayLiteral(List<String> texts) {
        return texts.stream()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
