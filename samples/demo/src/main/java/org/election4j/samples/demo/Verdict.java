// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.election4j.samples.demo.store.DemoStore;

/** What a run has shown. */
final class Verdict {

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
        found.addAll(view.violations());
        view.counts()
                .fencedStale()
                .forEach(row -> found.add("a stale write of " + row.candidate() + ", term " + row.term()
                        + ", got into the fenced table, row " + row.id()));
        return found;
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
                        ? "OK: never two leaders, every takeover in time, no stale write past the fence"
                        : "NOT OK");
        return lines;
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
