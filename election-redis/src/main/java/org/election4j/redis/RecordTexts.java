// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ElectionRecord.Free;
import org.election4j.spi.ElectionRecord.Handover;
import org.election4j.spi.ElectionRecord.Held;
import org.election4j.spi.Identifiers;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records as the fields of a hash. Every record of a kind has all fields of its kind, so that one record replaces another
 * completely; what is null is an empty text, which no name may be. The nonce comes last: the write script counts on it.
 */
final class RecordTexts {

    /** Instead of the names of a session's elections, each of which is followed by a line feed. */
    private static final String NOT_LISTED = "(not listed)";

    private RecordTexts() {}

    /** Fields and values in turn. */
    static List<String> of(LeaseRecord record) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (record instanceof SessionRecord session) {
            put(fields, session);
        } else if (record instanceof ElectionRecord election) {
            put(fields, election);
        } else {
            put(fields, (StoreRecord) record);
        }
        fields.put("nonce", record.nonce().toString());
        List<String> texts = new ArrayList<>(2 * fields.size());
        fields.forEach((field, value) -> texts.addAll(List.of(field, value)));
        return texts;
    }

    private static void put(Map<String, String> fields, SessionRecord session) {
        fields.put("candidate", session.candidateId());
        fields.put("lease", millis(session.lease()));
        fields.put("state", session.state().name());
        fields.put("address", orEmpty(session.address()));
        fields.put("elections", lines(session.elections()));
        fields.put("releases", Long.toString(session.releases()));
        fields.put("standbys", Integer.toString(session.standbys()));
        fields.put("epoch", session.epoch());
    }

    private static void put(Map<String, String> fields, ElectionRecord election) {
        fields.put("term", Long.toString(election.term()));
        put(fields, election.seat());
        fields.put("since", election.since().toString());
        fields.put("changes", Long.toString(election.changes()));
        fields.put("epoch", election.epoch());
    }

    private static void put(Map<String, String> fields, ElectionRecord.Seat seat) {
        Held held = seat instanceof Held some ? some : null;
        Handover handover = seat instanceof Handover some ? some : null;
        fields.put("state", held != null ? "HELD" : handover != null ? "HANDOVER" : "FREE");
        fields.put("holder", held == null ? "" : held.incarnation().toString());
        fields.put("candidate", held == null ? "" : held.candidateId());
        fields.put("address", held == null ? "" : orEmpty(held.address()));
        fields.put("lease", held == null ? "" : millis(held.lease()));
        fields.put("successor", handover == null ? "" : handover.candidateId());
        fields.put("window", handover == null ? "" : millis(handover.window()));
    }

    private static void put(Map<String, String> fields, StoreRecord store) {
        fields.put("format", Integer.toString(store.formatVersion()));
        fields.put("epoch", store.epoch());
        fields.put("state", store.state().name());
        fields.put("settlement", store.settlement().toString());
        fields.put("max_lease", millis(store.maxLease()));
    }

    /**
     * The record with these fields.
     *
     * @throws LeaseStoreException if somebody else wrote them
     */
    static LeaseRecord record(RecordKey key, Map<String, String> fields) {
        try {
            if (key instanceof RecordKey.Session session) {
                return session(session.incarnation(), fields);
            }
            return key instanceof RecordKey.Election election ? election(election.name(), fields) : store(fields);
        } catch (RuntimeException e) {
            throw new LeaseStoreException("no record of this library is " + key + ": " + fields, e);
        }
    }

    private static SessionRecord session(UUID incarnation, Map<String, String> fields) {
        return new SessionRecord(
                incarnation,
                text(fields, "candidate"),
                duration(fields, "lease"),
                SessionRecord.State.valueOf(text(fields, "state")),
                orNull(fields, "address"),
                listed(text(fields, "elections")),
                Long.parseLong(text(fields, "releases")),
                Integer.parseInt(text(fields, "standbys")),
                text(fields, "epoch"),
                uuid(fields, "nonce"));
    }

    private static ElectionRecord election(String name, Map<String, String> fields) {
        return new ElectionRecord(
                name,
                Long.parseLong(text(fields, "term")),
                seat(fields),
                Instant.parse(text(fields, "since")),
                Long.parseLong(text(fields, "changes")),
                text(fields, "epoch"),
                uuid(fields, "nonce"));
    }

    private static ElectionRecord.Seat seat(Map<String, String> fields) {
        String state = text(fields, "state");
        return switch (state) {
            case "HELD" ->
                new Held(
                        uuid(fields, "holder"),
                        text(fields, "candidate"),
                        orNull(fields, "address"),
                        duration(fields, "lease"));
            case "HANDOVER" -> new Handover(text(fields, "successor"), duration(fields, "window"));
            case "FREE" -> new Free();
            default -> throw new IllegalArgumentException("no such state: " + state);
        };
    }

    private static StoreRecord store(Map<String, String> fields) {
        return new StoreRecord(
                Integer.parseInt(text(fields, "format")),
                text(fields, "epoch"),
                StoreRecord.State.valueOf(text(fields, "state")),
                uuid(fields, "settlement"),
                duration(fields, "max_lease"),
                uuid(fields, "nonce"));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String lines(@Nullable List<String> elections) {
        if (elections == null) {
            return NOT_LISTED;
        }
        StringBuilder lines = new StringBuilder();
        for (String election : elections) {
            lines.append(Identifiers.requireValid("election name", election)).append('\n');
        }
        return lines.toString();
    }

    private static @Nullable List<String> listed(String lines) {
        if (lines.equals(NOT_LISTED)) {
            return null;
        }
        return lines.isEmpty() ? List.of() : Arrays.asList(lines.split("\n"));
    }

    private static String text(Map<String, String> fields, String field) {
        String text = fields.get(field);
        if (text == null) {
            throw new IllegalArgumentException("field " + field + " is missing");
        }
        return text;
    }

    private static @Nullable String orNull(Map<String, String> fields, String field) {
        String text = text(fields, field);
        return text.isEmpty() ? null : text;
    }

    private static Duration duration(Map<String, String> fields, String field) {
        return Duration.ofMillis(Long.parseLong(text(fields, field)));
    }

    private static UUID uuid(Map<String, String> fields, String field) {
        return UUID.fromString(text(fields, field));
    }
}
