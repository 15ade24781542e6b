// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.election4j.samples.demo.store.DemoStore;

/** What a run has shown. A run that has not seen enough has shown nothing, and fails. */
final class Verdict {

    /** Three candidates are asked a hundred times a second each: less than a second. */
    private static final long ENOUGH_SAMPLES = 100;

    private final View view;
    private final DemoStore store;
    private final Duration lease;

    Verdict(View view, DemoStore store, Duration lease) {
        this.view = view;
        this.store = store;
        this.lease = lease;
    }

    /** What was promised and not kept; empty if all is well. */
    List<String> failures() {
        List<String> found = new ArrayList<>(view.failures());
        found.addAll(missing());
        found.addAll(view.violations());
        view.counts()
                .fencedStale()
                .forEach(row -> found.add("a stale write of " + row.candidate() + ", term " + row.term()
                        + ", got into the fenced table, row " + row.id()));
        return found;
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (view.samples() < ENOUGH_SAMPLES) {
            missing.add("too few samples to judge: " + view.samples() + " of at least " + ENOUGH_SAMPLES);
        }
        if (view.changes().isEmpty()) {
            missing.add("nobody was seen to lead");
        }
        if (view.counts().fencedRows() == 0) {
            missing.add("nothing was written to the fenced table");
        }
        return missing;
    }

    /** The summary, ending with the verdict. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(line("changes of leadership", "%,d", view.changes().size()));
        view.changes().stream().map(this::describe).forEach(lines::add);
        lines.add(line(
                "samples judged",
                "%,d; two leaders at once: %d",
                view.samples(),
                view.violations().size()));
        lines.add(line(
                "table without a fence",
                "%,d rows; stale writes that got in: %d",
                view.counts().unfencedRows(),
                view.counts().unfencedStale().size()));
        lines.add(line(
                "table with a fence",
                "%,d rows; stale writes that got in: %d; refused: %d",
                view.counts().fencedRows(),
                view.counts().fencedStale().size(),
                view.refusals()));
        failures().forEach(failure -> lines.add("FAILED: " + failure));
        lines.add(
                failures().isEmpty()
                        ? String.format(
                                Locale.ROOT,
                                "OK: never two leaders in %,d samples, %d of %d takeovers in time, no stale write among %,d"
                                        + " behind the fence",
                                view.samples(),
                                takeovers().filter(this::inTime).count(),
                                takeovers().count(),
                                view.counts().fencedRows())
                        : "NOT OK");
        return lines;
    }

    private Stream<Change> takeovers() {
        return view.changes().stream().filter(change -> change.cause() != null);
    }

    private boolean inTime(Change change) {
        return change.takeoverMillis()
                <= requireNonNull(change.cause())
                        .disturbance()
                        .limit(store, lease)
                        .toMillis();
    }

    private String describe(Change change) {
        Change.Fault cause = change.cause();
        if (cause == null) {
            return line(
                    "  " + (change.from() == null ? "first leader" : "undisturbed"),
                    "%s",
                    change.to().candidate());
        }
        return line(
                "  " + cause.disturbance().words(),
                "%s; a new leader after %,d ms (limit %,d)",
                change.gap(),
                change.takeoverMillis(),
                cause.disturbance().limit(store, lease).toMillis());
    }

    private static String line(String what, String format, Object... values) {
        return String.format(Locale.ROOT, "%-24s", what) + String.format(Locale.ROOT, format, values);
    }
}
