// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.election4j.samples.demo.store.Ledger;

/** Lays out what the terminal shows. */
final class Screen {

    static final String KEYS = "k kill -9   p pause   d cut link   r resign   a add a candidate   q quit";

    /** So many lines of the timeline are shown at most. */
    static final int TIMELINE_LINES = 12;

    private static final int LEAST_TIMELINE = 4;
    private static final int BAR = 20;
    private static final String BOLD = "\033[1m";
    private static final String PLAIN = "\033[0m";

    private final String store;
    private final Duration lease;

    Screen(String store, Duration lease) {
        this.store = store;
        this.lease = lease;
    }

    /**
     * Fits it all into so many lines. Where they are too few, the header and whoever leads stay to the last; before them the
     * keys, the other candidates, the numbers and the end of the timeline.
     */
    List<String> lines(View view, List<String> timeline, int height) {
        String header = "Election4J on " + store + ", lease " + lease.toMillis() + " ms. Keys act on the leader.";
        String keys = BOLD + KEYS + PLAIN;
        List<String> leaders = new ArrayList<>();
        view.rows().stream().filter(View.Row::leads).map(this::candidate).forEach(leaders::add);
        if (leaders.isEmpty()) {
            leaders.add(
                    BOLD + text("nobody leads, for %.1f s", view.leaderless().toMillis() / 1e3) + PLAIN);
        }
        List<String> others = view.rows().stream()
                .filter(row -> !row.leads())
                .map(this::candidate)
                .toList();
        List<String> numbers = numbers(view);
        int room = height - (leaders.size() + others.size() + numbers.size() + 6);
        if (room >= LEAST_TIMELINE) {
            return joined(Stream.of(
                    List.of(header, ""),
                    leaders,
                    others,
                    List.of(""),
                    numbers,
                    List.of(""),
                    end(timeline, room),
                    List.of("", keys)));
        }
        List<String> top = start(joined(Stream.of(List.of(header), leaders)), height);
        int left = height - top.size() - 1;
        List<String> rest = start(joined(Stream.of(others, numbers)), left);
        return joined(Stream.of(top, rest, end(timeline, left - rest.size()), left < 0 ? List.of() : List.of(keys)));
    }

    private static List<String> start(List<String> lines, int room) {
        return lines.subList(0, Math.max(0, Math.min(room, lines.size())));
    }

    private static List<String> end(List<String> lines, int room) {
        return lines.subList(lines.size() - Math.max(0, Math.min(room, lines.size())), lines.size());
    }

    private static List<String> joined(Stream<List<String>> parts) {
        return parts.flatMap(List::stream).toList();
    }

    private static List<String> numbers(View view) {
        Ledger.Counts counts = view.counts();
        return List.of(
                text(
                        "without a fence  %,7d rows, stale writes that got in: %d",
                        counts.unfencedRows(), counts.unfencedStale().size()),
                text(
                        "with a fence     %,7d rows, stale writes that got in: %d, refused: %d",
                        counts.fencedRows(), counts.fencedStale().size(), view.refusals()),
                text(
                        "two leaders      %s in %,d samples",
                        view.violations().isEmpty()
                                ? "never"
                                : view.violations().toString(),
                        view.samples()));
    }

    private String candidate(View.Row row) {
        String head = text("%-13s pid %-8d ", row.name(), row.pid());
        return switch (row.condition()) {
            case STARTING -> head + "starting";
            case GONE -> head + "gone";
            case PAUSED -> head + text("paused    %s", belief(row));
            case CUT_OFF -> head + text("cut off   %s", belief(row));
            case WELL -> row.term() == 0 ? head + "follows" : BOLD + head + "leads     " + belief(row) + PLAIN;
        };
    }

    private String belief(View.Row row) {
        return row.term() == 0
                ? ""
                : text(
                        "term %d  [%s] %4.1f s left",
                        row.term(), bar(row.remaining()), row.remaining().toMillis() / 1e3);
    }

    /** A leader's validity is at most six tenths of a lease: after that it stops by itself. */
    private String bar(Duration remaining) {
        long full = Math.round(BAR * remaining.toMillis() / (0.6 * lease.toMillis()));
        int filled = (int) Math.min(BAR, full);
        return "#".repeat(filled) + ".".repeat(BAR - filled);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
