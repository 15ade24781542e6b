// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.election4j.spi.Attempt;
import org.jspecify.annotations.Nullable;

/** Objects in memory: what the port promises, and nothing that goes wrong. Marks are counted. Thread-safe. */
public final class InMemoryObjects implements ConditionalObjects {

    private static final int PAGE = 1_000;

    private final NavigableMap<String, Got.Found> objects = new TreeMap<>();
    private long writes;

    /** Without any objects. */
    public InMemoryObjects() {}

    @Override
    public synchronized Got get(String key, Attempt attempt) {
        mark(attempt);
        Got.Found found = objects.get(key);
        return found == null ? new Got.Missing() : found;
    }

    @Override
    public synchronized Put put(String key, @Nullable String expected, String text, Attempt attempt) {
        mark(attempt);
        if (!Objects.equals(markOf(key), expected)) {
            return new Put.Refused();
        }
        String mark = "mark-" + ++writes;
        objects.put(key, new Got.Found(text, mark));
        return new Put.Stored(mark);
    }

    @Override
    public synchronized Deleted delete(String key, String expected, Attempt attempt) {
        mark(attempt);
        if (!expected.equals(markOf(key))) {
            return new Deleted.Refused();
        }
        objects.remove(key);
        return new Deleted.Done();
    }

    @Override
    public synchronized Listed list(String prefix, @Nullable String after, Attempt attempt) {
        mark(attempt);
        List<String> keys = objects.tailMap(after == null ? prefix : after, after == null).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .limit(PAGE + 1L)
                .toList();
        return keys.size() <= PAGE ? new Listed.Page(keys, false) : new Listed.Page(keys.subList(0, PAGE), true);
    }

    @Override
    public String describe() {
        return "objects in memory";
    }

    @Override
    public void close() {
        // Several stores share them.
    }

    private @Nullable String markOf(String key) {
        Got.Found found = objects.get(key);
        return found == null ? null : found.mark();
    }

    private static void mark(Attempt attempt) {
        attempt.connected();
        attempt.sent();
        attempt.replied();
    }
}
