// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.election4j.spi.ElectionRecord.Free;
import org.election4j.spi.ElectionRecord.Handover;
import org.election4j.spi.ElectionRecord.Held;
import org.election4j.spi.ElectionRecord.Paused;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LeaseRecord} as named texts, for stores that keep text. What is null has no field. Times and durations are in ISO
 * 8601; lists have a line feed after each of their texts, and one alone when they are empty. Fields that are not known are not
 * looked at, and an election in a state that is not known has an {@linkplain ElectionRecord.Unknown unknown seat}.
 *
 * <p>A session has {@code incarnation}, {@code candidate}, {@code lease}, {@code state}, {@code address}, {@code elections},
 * {@code releases}, {@code standbys}, {@code attributes}, {@code epoch} and {@code nonce}; an election {@code name}, {@code
 * term}, {@code state}, {@code holder}, {@code candidate}, {@code address}, {@code lease}, {@code successor}, {@code window},
 * {@code pause}, {@code since}, {@code changes}, {@code epoch} and {@code nonce}; the store {@code format}, {@code oldest},
 * {@code epoch}, {@code state}, {@code settlement}, {@code watch}, {@code allow}, {@code attributes} and {@code nonce}. In
 * every later format {@code holder} is the session that the seat names.
 */
public final class RecordFields {

    private RecordFields() {}

    /**
     * What kind of record a key names: {@code session}, {@code election} or {@code store}.
     *
     * @param key the key
     * @return the kind
     */
    public static String kind(RecordKey key) {
        if (key instanceof RecordKey.Session) {
            return "session";
        }
        return key instanceof RecordKey.Election ? "election" : "store";
    }

    /**
     * The fields of a record.
     *
     * @param record the record
     * @return its fields, in a fixed order with the nonce last; not shared
     */
    public static Map<String, String> of(LeaseRecord record) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (record instanceof SessionRecord session) {
            put(fields, session);
        } else if (record instanceof ElectionRecord election) {
            put(fields, election);
        } else {
            put(fields, (StoreRecord) record);
        }
        fields.put("nonce", record.nonce().toString());
        return fields;
    }

    private static void put(Map<String, String> fields, SessionRecord session) {
        fields.put("incarnation", session.incarnation().toString());
        fields.put("candidate", session.candidateId());
        fields.put("lease", session.lease().toString());
        fields.put("state", session.state().name());
        putIfThere(fields, "address", session.address());
        List<String> elections = session.elections();
        putIfThere(fields, "elections", elections == null ? null : lines(elections));
        fields.put("releases", Long.toString(session.releases()));
        fields.put("standbys", Integer.toString(session.standbys()));
        putAttributes(fields, session.attributes());
        fields.put("epoch", session.epoch());
    }

    private static void put(Map<String, String> fields, ElectionRecord election) {
        fields.put("name", election.name());
        fields.put("term", Long.toString(election.term()));
        put(fields, election.seat());
        fields.put("since", election.since().toString());
        fields.put("changes", Long.toString(election.changes()));
        fields.put("epoch", election.epoch());
    }

    private static void put(Map<String, String> fields, ElectionRecord.Seat seat) {
        if (seat instanceof Held held) {
            fields.put("state", "HELD");
            fields.put("holder", held.incarnation().toString());
            fields.put("candidate", held.candidateId());
            putIfThere(fields, "address", held.address());
            fields.put("lease", held.lease().toString());
        } else if (seat instanceof Handover handover) {
            fields.put("state", "HANDOVER");
            fields.put("successor", handover.candidateId());
            fields.put("window", handover.window().toString());
        } else if (seat instanceof Paused paused) {
            fields.put("state", "PAUSED");
            fields.put("pause", paused.pause().toString());
        } else if (seat instanceof Free) {
            fields.put("state", "FREE");
        } else {
            throw new IllegalArgumentException("no seat to write: " + seat);
        }
    }

    private static void put(Map<String, String> fields, StoreRecord store) {
        fields.put("format", Integer.toString(store.formatVersion()));
        fields.put("oldest", Integer.toString(store.oldestReader()));
        fields.put("epoch", store.epoch());
        fields.put("state", store.state().name());
        fields.put("settlement", store.settlement().toString());
        fields.put("watch", store.watch().toString());
        fields.put("allow", store.allow().toString());
        putAttributes(fields, store.attributes());
    }

    private static void putAttributes(Map<String, String> fields, Map<String, String> attributes) {
        if (!attributes.isEmpty()) {
            fields.put("attributes", lines(Attributes.toTexts(attributes)));
        }
    }

    private static void putIfThere(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static String lines(List<String> texts) {
        return texts.isEmpty() ? "\n" : String.join("\n", texts) + "\n";
    }

    /**
     * The record with these fields.
     *
     * @param kind what {@link #kind} said
     * @param fields as {@link #of} made them; others are not looked at
     * @return the record
     * @throws UnsafeStoreException if the record says that this library must not take part here
     * @throws IllegalArgumentException if the kind is not known, or a field is missing or makes no sense; the message names it
     */
    public static LeaseRecord record(String kind, Map<String, String> fields) {
        return switch (kind) {
            case "session" -> session(fields);
            case "election" -> election(fields);
            case "store" -> store(fields);
            default -> throw new IllegalArgumentException("there is no kind '" + kind + "'");
        };
    }

    private static SessionRecord session(Map<String, String> fields) {
        return new SessionRecord(
                read(fields, "incarnation", UUID::fromString),
                read(fields, "candidate"),
                read(fields, "lease", Duration::parse),
                read(fields, "state", SessionRecord.State::valueOf),
                fields.get("address"),
                fields.containsKey("elections") ? read(fields, "elections", RecordFields::texts) : null,
                read(fields, "releases", Long::parseLong),
                read(fields, "standbys", Integer::parseInt),
                attributes(fields),
                read(fields, "epoch"),
                read(fields, "nonce", UUID::fromString));
    }

    private static ElectionRecord election(Map<String, String> fields) {
        return new ElectionRecord(
                read(fields, "name"),
                read(fields, "term", Long::parseLong),
                seat(fields),
                read(fields, "since", Instant::parse),
                read(fields, "changes", Long::parseLong),
                read(fields, "epoch"),
                read(fields, "nonce", UUID::fromString));
    }

    private static ElectionRecord.Seat seat(Map<String, String> fields) {
        String state = read(fields, "state");
        return switch (state) {
            case "HELD" ->
                new Held(
                        read(fields, "holder", UUID::fromString),
                        read(fields, "candidate"),
                        fields.get("address"),
                        read(fields, "lease", Duration::parse));
            case "HANDOVER" -> new Handover(read(fields, "successor"), read(fields, "window", Duration::parse));
            case "PAUSED" -> new Paused(read(fields, "pause", UUID::fromString));
            case "FREE" -> new Free();
            default ->
                new ElectionRecord.Unknown(
                        state, fields.containsKey("holder") ? read(fields, "holder", UUID::fromString) : null);
        };
    }

    /** Of an earlier format, nothing but its number is looked at. */
    private static StoreRecord store(Map<String, String> fields) {
        int format = read(fields, "format", Integer::parseInt);
        if (format < StoreRecord.OLDEST_FORMAT) {
            throw new UnsafeStoreException(StoreRecord.tooOld(format));
        }
        return new StoreRecord(
                format,
                read(fields, "oldest", Integer::parseInt),
                read(fields, "epoch"),
                read(fields, "state", StoreRecord.State::valueOf),
                read(fields, "settlement", UUID::fromString),
                read(fields, "watch", Duration::parse),
                read(fields, "allow", Duration::parse),
                attributes(fields),
                read(fields, "nonce", UUID::fromString));
    }

    private static Map<String, String> attributes(Map<String, String> fields) {
        return fields.containsKey("attributes")
                ? read(fields, "attributes", text -> Attributes.requireValid(Attributes.ofTexts(texts(text))))
                : Map.of();
    }

    private static List<String> texts(String lines) {
        if (!lines.endsWith("\n")) {
            throw new IllegalArgumentException("a list must end with a line feed");
        }
        return lines.length() == 1 ? List.of() : List.of(lines.split("\n"));
    }

    private static String read(Map<String, String> fields, String name) {
        return read(fields, name, Function.identity());
    }

    static <T> T read(Map<String, String> fields, String name, Function<String, T> reading) {
        String text = fields.get(name);
        if (text == null) {
            throw new IllegalArgumentException("there is no field '" + name + "'");
        }
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("the field '" + name + "' makes no sense: '" + text + "'", e);
        }
    }
}
