// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** How far a long search has come, in a file, so that it can go on another day. */
final class Progress {

    private final Path file;
    private final Properties values = new Properties();

    private Progress(Path file) {
        this.file = file;
    }

    static Progress in(Path file) throws IOException {
        Progress progress = new Progress(file);
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                progress.values.load(reader);
            }
        }
        return progress;
    }

    /** The first seed that has not been run. */
    long nextSeed(long from) {
        return Math.max(from, number("next"));
    }

    double cpuSeconds() {
        return number("cpuMillis") / 1000.0;
    }

    Tally tally() {
        Tally tally = new Tally();
        tally.stories = number("stories");
        tally.simulatedMillis = number("simulatedMillis");
        tally.events = number("events");
        tally.calls = number("calls");
        tally.faults = number("faults");
        tally.gains = number("gains");
        tally.violations = number("violations");
        for (Sometimes what : Sometimes.values()) {
            tally.set(what, number(what.name()));
        }
        return tally;
    }

    private long number(String name) {
        return Long.parseLong(values.getProperty(name, "0"));
    }

    /** Writes everything to another file first: whoever is killed meanwhile loses nothing. */
    void save(long nextSeed, Tally tally, double cpuSeconds) throws IOException {
        put("next", nextSeed);
        put("cpuMillis", (long) (cpuSeconds * 1000));
        put("stories", tally.stories);
        put("simulatedMillis", tally.simulatedMillis);
        put("events", tally.events);
        put("calls", tally.calls);
        put("faults", tally.faults);
        put("gains", tally.gains);
        put("violations", tally.violations);
        for (Sometimes what : Sometimes.values()) {
            put(what.name(), tally.of(what));
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (var writer = Files.newBufferedWriter(fresh)) {
            values.store(writer, null);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void put(String name, long value) {
        values.setProperty(name, Long.toString(value));
    }
}
