// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named texts as one text, for people and for stores that keep a text under each key.
 *
 * <pre>{@code
 * election4j 2 election
 * name: nightly-billing
 * term: 1795430411872
 * state: HELD
 * ...
 * nonce: 0d9e2a77-...
 * end
 * }</pre>
 *
 * <p>One line for each field. In a value, backslash, line feed and carriage return are written {@code \\}, {@code \n} and
 * {@code \r}. The last line tells that nothing was cut off. The number is that of this layout; it changes when earlier readers
 * cannot read the text any more.
 *
 * @param kind the kind of record, one word
 * @param fields its fields, in their order
 */
public record RecordText(String kind, Map<String, String> fields) {

    private static final String FIRST = "election4j ";
    private static final int LAYOUT = 2;
    private static final String LAST = "end";

    /**
     * Reads a text.
     *
     * @param text what {@link #toString} made
     * @return its kind and its fields
     * @throws IllegalArgumentException if it is anything else; the message says where and what to do
     */
    public static RecordText parse(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        String kind = kind(lines.get(0));
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.equals(LAST)) {
                requireNothingAfter(lines, i);
                return new RecordText(kind, fields);
            }
            if (line.isEmpty() && i == lines.size() - 1) {
                break;
            }
            int colon = line.indexOf(": ");
            if (colon <= 0 || fields.put(line.substring(0, colon), unescaped(line.substring(colon + 2))) != null) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + ": expected a field once, but found '" + shortened(line) + "'");
            }
        }
        throw new IllegalArgumentException("the text ends too early, without '" + LAST + "'");
    }

    private static String kind(String first) {
        String begin = FIRST + LAYOUT + " ";
        if (first.startsWith(begin)) {
            return first.substring(begin.length());
        }
        throw new IllegalArgumentException(
                first.startsWith(FIRST)
                        ? "this library reads layout " + LAYOUT + ", but found '" + shortened(first)
                                + "'; use versions of Election4J that fit each other, or another namespace"
                        : "no record of Election4J, it begins with '" + shortened(first) + "'");
    }

    /** The line feed of the last line leaves one empty text behind. */
    private static void requireNothingAfter(List<String> lines, int last) {
        if (last + 2 != lines.size() || !lines.get(last + 1).isEmpty()) {
            throw new IllegalArgumentException("line " + (last + 1) + ": the text must end after '" + LAST + "'");
        }
    }

    /** The text. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(FIRST + LAYOUT + " " + kind + "\n");
        fields.forEach((name, value) ->
                text.append(name).append(": ").append(escaped(value)).append('\n'));
        return text.append(LAST).append('\n').toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String unescaped(String value) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            plain.append(c == '\\' ? escape(value, ++i) : c);
        }
        return plain.toString();
    }

    private static char escape(String value, int at) {
        char c = at < value.length() ? value.charAt(at) : ' ';
        return switch (c) {
            case '\\' -> '\\';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> throw new IllegalArgumentException("no such escape: '\\" + c + "'");
        };
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
