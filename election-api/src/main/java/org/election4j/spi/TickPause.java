// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Says that no tick of a job is to be started until somebody resumes it. A record of its own beside the {@link TickRecord}: who does not
 * know of pauses does not read it. Stores that keep text use the fields {@code job}, {@code by} and {@code since}, the latter in ISO 8601.
 *
 * @param job the job, at most {@value Identifiers#MAX_BYTES} bytes of UTF-8
 * @param by the candidate through which it was paused
 * @param since when, by that candidate's wall clock, in whole milliseconds
 */
public record TickPause(String job, String by, Instant since) {

    private static final String KIND = "pause";

    /** Validates the names, and checks for nulls. */
    public TickPause {
        Identifiers.requireValid("job name", job);
        Identifiers.requireValid("candidate id", by);
        if (!since.truncatedTo(ChronoUnit.MILLIS).equals(since)) {
            throw new IllegalArgumentException("since must be in whole milliseconds, but is " + since);
        }
    }

    /**
     * The pause as named texts.
     *
     * @return its fields, in a fixed order; not shared
     */
    public Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("job", job);
        fields.put("by", by);
        fields.put("since", since.toString());
        return fields;
    }

    /**
     * The pause with these fields.
     *
     * @param fields as {@link #fields} gave them; others are not looked at
     * @return the pause
     * @throws IllegalArgumentException if a field is missing or makes no sense; the message names it
     */
    public static TickPause ofFields(Map<String, String> fields) {
        return new TickPause(
                RecordFields.read(fields, "job", Function.identity()),
                RecordFields.read(fields, "by", Function.identity()),
                RecordFields.read(fields, "since", Instant::parse));
    }

    /**
     * The pause as one text.
     *
     * @return the text
     */
    public String toText() {
        return new RecordText(KIND, fields()).toString();
    }

    /**
     * The pause in a text.
     *
     * @param text what {@link #toText} made
     * @return the pause
     * @throws IllegalArgumentException if it is anything else; the message says where
     */
    public static TickPause ofText(String text) {
        RecordText parsed = RecordText.parse(text);
        if (!parsed.kind().equals(KIND)) {
            throw new IllegalArgumentException("expected the pause of a job, but found a " + parsed.kind());
        }
        return ofFields(parsed.fields());
    }
}
