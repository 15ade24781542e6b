// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What happened, in seconds since the start. Not thread-safe. */
final class Timeline {

    private final long startNanos;
    private final List<Entry> entries = new ArrayList<>();

    Timeline(long startNanos) {
        this.startNanos = startNanos;
    }

    private record Entry(long elapsedNanos, String text) {
        String line() {
            return String.format(Locale.ROOT, "%8.3f s  %s", elapsedNanos / 1e9, text);
        }
    }

    long startNanos() {
        return startNanos;
    }

    void add(long atNanos, String text) {
        entries.add(new Entry(atNanos - startNanos, text));
    }

    /** How many entries there are. */
    int size() {
        return entries.size();
    }

    /** The entries from the given one on, in the order in which they became known. */
    List<String> linesFrom(int index) {
        return entries.subList(index, entries.size()).stream().map(Entry::line).toList();
    }

    /** The last entries by time. */
    List<String> lastLines(int count) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::elapsedNanos));
        return sorted.stream()
                .skip(Math.max(0, sorted.size() - count))
                .map(Entry::line)
                .toList();
    }
}
