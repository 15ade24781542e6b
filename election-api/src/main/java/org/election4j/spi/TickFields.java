// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.time.DateTimeException;
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
                read(fields, "job", Function.identity()),
                read(fields, "tick", Instant::parse),
                read(fields, "state", TickRecord.State::valueOf),
                read(fields, "election", Function.identity()),
                read(fields, "term", Long::parseLong),
                read(fields, "candidate", Function.identity()),
                read(fields, "started", Instant::parse),
                fields.containsKey("ended") ? read(fields, "ended", Instant::parse) : null,
                read(fields, "missed", Long::parseLong),
                read(fields, "attempt", Integer::parseInt),
                read(fields, "nonce", UUID::fromString));
    }

    private static <T> T read(Map<String, String> fields, String name, Function<String, T> reading) {
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
