// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and values, one pair per line. A value's line feeds, carriage returns and percent signs are escaped. */
final class TextLines {

    private record Line(String name, String value) {}

    private final List<Line> lines = new ArrayList<>();

    static TextLines of(String text) {
        TextLines parsed = new TextLines();
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                parsed.lines.add(new Line(line.substring(0, equals), unescaped(line.substring(equals + 1))));
            }
        }
        return parsed;
    }

    void put(String name, @Nullable Object value) {
        if (value != null) {
            lines.add(new Line(name, value.toString()));
        }
    }

    String get(String name) {
        String value = find(name);
        if (value == null) {
            throw new IllegalArgumentException("there is no line '" + name + "='");
        }
        return value;
    }

    /** The first value of that name; null if there is none. */
    @Nullable
    String find(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.get(0);
    }

    List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.name().equals(name))
                .map(Line::value)
                .toList();
    }

    /** The first value of each name. */
    Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        lines.forEach(line -> map.putIfAbsent(line.name(), line.value()));
        return map;
    }

    byte[] toBytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.name())
                .append('=')
                .append(escaped(line.value()))
                .append('\n'));
        return text.toString();
    }

    private static String escaped(String value) {
        return value.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D");
    }

    private static String unescaped(String value) {
        return value.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    }
}
