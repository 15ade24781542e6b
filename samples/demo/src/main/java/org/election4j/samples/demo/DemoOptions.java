// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.election4j.samples.demo.store.DemoStore;
import org.election4j.samples.demo.store.DemoStores;

/**
 * The command line.
 *
 * @param script whether to run unattended
 * @param store the database to run on
 * @param lease the lease of all candidates
 * @param help whether to print {@link #usage} and nothing else
 */
record DemoOptions(boolean script, DemoStore store, Duration lease, boolean help) {

    /** What {@code ./demo --help} prints without a build. */
    static String usage() {
        try (InputStream text = requireNonNull(DemoOptions.class.getResourceAsStream("usage.txt"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DemoOptions parse(String... arguments) {
        boolean script = false;
        boolean help = false;
        DemoStore store = DemoStores.named("postgres");
        Duration lease = null;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--script" -> script = true;
                case "--help", "-h" -> help = true;
                case "--store" -> store = DemoStores.named(i + 1 < arguments.length ? arguments[++i] : "");
                case "--lease" -> lease = duration(i + 1 < arguments.length ? arguments[++i] : "");
                default -> throw new IllegalArgumentException("there is no option " + arguments[i]);
            }
        }
        return new DemoOptions(script, store, lease == null ? store.lease() : lease, help);
    }

    private static Duration duration(String text) {
        try {
            String number = text.toLowerCase(Locale.ROOT);
            Duration duration = number.endsWith("ms")
                    ? Duration.ofMillis(Long.parseLong(number.substring(0, number.length() - 2)))
                    : Duration.parse("PT" + number);
            if (duration.toMillis() >= 500 && duration.toMinutes() < 10) {
                return duration;
            }
        } catch (DateTimeParseException | NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("--lease must be from 500ms to 10m, such as 3s, but is '" + text + "'");
    }
}
