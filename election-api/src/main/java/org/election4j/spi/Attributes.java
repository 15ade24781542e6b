// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Short texts by name, with which a record grows: who does not know a name does not look at it. Names have 1 to 64 of the
 * characters {@code a-z}, {@code A-Z}, {@code 0-9}, {@code .}, {@code -} and {@code _}; values are any text without control
 * characters, also an empty one; names and values together have at most {@value #MAX_BYTES} bytes of UTF-8. Larger rows would
 * leave their page on PostgreSQL, and then a heartbeat costs an index entry.
 */
public final class Attributes {

    /** The most bytes that all names and values of one record may have together. */
    public static final int MAX_BYTES = 512;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Attributes() {}

    /**
     * Checks attributes and copies them.
     *
     * @param attributes the attributes; empty if there are none
     * @return an unmodifiable copy, in the order of the names
     * @throws IllegalArgumentException if a name or a value is not as described above, or they are too large together
     */
    public static Map<String, String> requireValid(Map<String, String> attributes) {
        int bytes = 0;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            if (!NAME.matcher(attribute.getKey()).matches()) {
                throw new IllegalArgumentException("the name of an attribute must have 1 to 64 letters, digits, dots,"
                        + " hyphens and underscores, but is '" + attribute.getKey() + "'");
            }
            Identifiers.requirePlain("attribute " + attribute.getKey(), attribute.getValue());
            bytes += bytes(attribute.getKey()) + bytes(attribute.getValue());
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "attributes must have at most " + MAX_BYTES + " bytes of UTF-8 together, but have " + bytes);
        }
        return Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Attributes as texts, for stores that keep lists of texts.
     *
     * @param attributes the attributes
     * @return for each one its name, an equals sign and its value; not shared
     */
    public static List<String> toTexts(Map<String, String> attributes) {
        List<String> texts = new ArrayList<>(attributes.size());
        attributes.forEach((name, value) -> texts.add(name + "=" + value));
        return texts;
    }

    /**
     * The attributes that {@link #toTexts} made texts of.
     *
     * @param texts the texts
     * @return the attributes; not shared
     * @throws IllegalArgumentException if a text has no equals sign, or a name comes twice
     */
    public static Map<String, String> ofTexts(List<String> texts) {
        Map<String, String> attributes = new TreeMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 0 || attributes.put(text.substring(0, equals), text.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("no attribute, or one that comes twice: '" + text + "'");
            }
        }
        return attributes;
    }
}
