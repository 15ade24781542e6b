// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Durations of one measurement, in milliseconds. */
final class Figures {

    private final String name;
    private final List<Double> millis = new ArrayList<>();

    Figures(String name) {
        this.name = name;
    }

    void add(double value) {
        millis.add(value);
    }

    private double percentile(double share) {
        List<Double> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
    }

    /** How many times as long these take as others, in the middle and at best. */
    void printRatio(Figures others) {
        System.out.printf(
                Locale.ROOT,
                "  ratio: p50 %.1f, min %.1f%n",
                percentile(0.5) / others.percentile(0.5),
                percentile(0) / others.percentile(0));
    }

    /** Prints nothing if there are no figures, because the store could not tell them. */
    void printIfAny() {
        if (!millis.isEmpty()) {
            print();
        }
    }

    /**
     * Prints the figures.
     *
     * @throws IllegalStateException if there are none: a measurement of nothing is none
     */
    void print() {
        if (millis.isEmpty()) {
            throw new IllegalStateException("nothing was measured: " + name);
        }
        System.out.printf(
                Locale.ROOT,
                "%-78s n=%-4d min=%.1f p50=%.1f p90=%.1f max=%.1f ms%n",
                name,
                millis.size(),
                percentile(0),
                percentile(0.5),
                percentile(0.9),
                percentile(1));
    }
}
