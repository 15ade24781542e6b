// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.election4j.samples.demo.store.Ledger;

/** Lays out what the terminal shows. */
final class Screen {

    static final String KEYS = "k kill -9   p pause   d cut link   r resign   a add a candidate   q quit";

    private static final int TIMELINE_LINES = 12;
    private static final int BAR = 20;
    private static final String BOLD = "\033[1m";
    private static final String PLAIN = "\033[0m";

    private final String store;
    private final Duration lease;

    Screen(String store, Duration lease) {
        this.store = store;
        this.lease = lease;
    }

    List<String> lines(View view, List<String> timeline) {
        List<String> lines = new ArrayList<>();
        lines.add("Election4J on " + store + ", lease " + lease.toMillis() + " ms. Keys act on the leader.");
        lines.add("");
        view.rows().stream().map(this::candidate).forEach(lines::add);
        lines.add("");
        lines.addAll(numbers(view));
        lines.add("");
        lines.addAll(timeline);
        lines.add("");
        lines.add(BOLD + KEYS + PLAIN);
        return lines;
    }

    /** The last part of the timeline that fits. */
    static int timelineLines(int candidates) {
        return Math.max(4, TIMELINE_LINES + 3 - candidates);
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
