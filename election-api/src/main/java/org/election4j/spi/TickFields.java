// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * A {@link TickRecord} as named texts, for stores that keep text: {@code job}, {@code tick}, {@code state}, {@code election},
 * {@code term}, {@code candidate}, {@code started}, {@code ended}, {@code missed}, {@code attempt} and {@code nonce}. Times
 * are in ISO 8601. What is null has no field, and neither names nor values are empty.
 */
public final class TickFields {

    private static final String KIND = "tick";

    private TickFields() {}

    /**
     * The fields of a record.
     *
     * @param record the record
     * @return its fields, in a fixed order with the nonce last; not shared
     */
    public static Map<String, String> of(TickRecord record) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("job", record.job());
        fields.put("tick", record.tick().toString());
        fields.put("state", record.state().name());
        fields.put("election", record.electionName());
        fields.put("term", Long.toString(record.term()));
        fields.put("candidate", record.candidateId());
        fields.put("started", record.startedAt().toString());
        Instant ended = record.endedAt();
        if (ended != null) {
            fields.put("ended", ended.toString());
        }
        fields.put("missed", Long.toString(record.missed()));
        fields.put("attempt", Integer.toString(record.attempt()));
        fields.put("nonce", record.nonce().toString());
        return fields;
    }

    /**
     * The record with these fields.
     *
     * @param fields as {@link #of} made them; others are not looked at
     * @return the record
     * @throws IllegalArgumentException if a field is missing or makes no sense; the message names it
     */
    public static TickRecord record(Map<String, String> fields) {
        return new TickRecord(
                RecordFields.read(fields, "job", Function.identity()),
                RecordFields.read(fields, "tick", Instant::parse),
                RecordFields.read(fields, "state", TickRecord.State::valueOf),
                RecordFields.read(fields, "election", Function.identity()),
                RecordFields.read(fields, "term", Long::parseLong),
                RecordFields.read(fields, "candidate", Function.identity()),
                RecordFields.read(fields, "started", Instant::parse),
                fields.containsKey("ended") ? RecordFields.read(fields, "ended", Instant::parse) : null,
                RecordFields.read(fields, "missed", Long::parseLong),
                RecordFields.read(fields, "attempt", Integer::parseInt),
                RecordFields.read(fields, "nonce", UUID::fromString));
    }

    /**
     * A record as one text.
     *
     * @param record the record
     * @return the text
     */
    public static String toText(TickRecord record) {
        return new RecordText(KIND, of(record)).toString();
    }

    /**
     * The record in a text.
     *
     * @param text what {@link #toText} made
     * @return the record
     * @throws IllegalArgumentException if it is anything else; the message says where
     */
    public static TickRecord ofText(String text) {
        RecordText parsed = RecordText.parse(text);
        if (!parsed.kind().equals(KIND)) {
            throw new IllegalArgumentException("expected the record of a job, but found that of a " + parsed.kind());
        }
        return record(parsed.fields());
    }
}
