// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of a search.
 *
 * @param scope what was searched
 * @param states how many worlds were visited
 * @param transitions how many steps between them
 * @param depth the most steps that the nearest way to a world takes
 * @param realSteps the most steps of real time on the nearest way to a world
 * @param complete whether there is nothing left to visit
 * @param tally what was seen
 * @param violation the rule that does not hold; null if all do
 * @param story the shortest way there
 */
record Exploration(
        Scope scope,
        long states,
        long transitions,
        int depth,
        int realSteps,
        boolean complete,
        Sightings tally,
        @Nullable String violation,
        List<String> story) {

    /** What should have been seen and was not. */
    List<Witness> missing() {
        List<Witness> missing = new ArrayList<>();
        for (Witness witness : scope.expected()) {
            if (tally.count(witness) == 0) {
                missing.add(witness);
            }
        }
        return missing;
    }

    /** The figures in one line. */
    String figures() {
        return String.format(
                Locale.ROOT,
                "%s: %,d states, %,d transitions, %d steps deep, %s%s",
                scope.name,
                states,
                transitions,
                depth,
                complete ? "complete" : "not complete",
                violation == null ? ", no violation" : "; " + violation);
    }

    /** The figures, what was seen, and the story if there is one. */
    String report() {
        StringBuilder report = new StringBuilder(figures()).append('\n');
        for (Witness witness : Witness.values()) {
            if (tally.count(witness) > 0 || scope.expected().contains(witness)) {
                report.append(String.format(Locale.ROOT, "  %,14d  %s%n", tally.count(witness), witness));
            }
        }
        for (int i = 0; i < story.size(); i++) {
            report.append(String.format(Locale.ROOT, "  %3d. %s%n", i + 1, story.get(i)));
        }
        return report.toString();
    }
}
