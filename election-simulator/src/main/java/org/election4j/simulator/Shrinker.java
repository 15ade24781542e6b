// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Leaves out of a scenario what its violation does not need: incidents first, in halves, quarters and so on (delta
 * debugging), then elections, candidates and time. What is left still violates the same invariant.
 */
final class Shrinker {

    private static final int MOST_RUNS = 2_000;

    private final Predicate<Scenario> fails;
    private int runs;

    Shrinker(Predicate<Scenario> fails) {
        this.fails = fails;
    }

    static Scenario shrink(Scenario failing, Invariant invariant) {
        return new Shrinker(scenario -> {
                    Outcome outcome = Outcome.of(scenario, false);
                    return outcome.violation() != null && outcome.violation().invariant() == invariant;
                })
                .shrink(failing);
    }

    Scenario shrink(Scenario failing) {
        Scenario smallest = failing;
        Scenario before;
        do {
            before = smallest;
            smallest = fewerIncidents(smallest);
            smallest = fewerElections(smallest);
            smallest = fewerMembers(smallest);
            smallest = shorter(smallest);
        } while (!smallest.equals(before) && runs < MOST_RUNS);
        return smallest;
    }

    private boolean stillFails(Scenario scenario) {
        return runs++ < MOST_RUNS && fails.test(scenario);
    }

    private Scenario fewerIncidents(Scenario scenario) {
        Scenario smallest = scenario;
        for (int size = Math.max(1, scenario.incidents().size() / 2); size >= 1; size /= 2) {
            for (int from = 0; from < smallest.incidents().size(); ) {
                List<Incident> fewer = new ArrayList<>(smallest.incidents());
                fewer.subList(from, Math.min(fewer.size(), from + size)).clear();
                Scenario smaller = smallest.with(fewer);
                if (stillFails(smaller)) {
                    smallest = smaller;
                } else {
                    from += size;
                }
            }
        }
        return smallest;
    }

    private Scenario fewerElections(Scenario scenario) {
        StorySetup cast = scenario.cast();
        Scenario one = scenario.with(cast.withElections(1));
        return cast.elections() > 1 && stillFails(one) ? one : scenario;
    }

    /** The last ones first: the numbers of the others stay as they are. */
    private Scenario fewerMembers(Scenario scenario) {
        Scenario smallest = scenario;
        while (smallest.cast().members().size() > 1) {
            StorySetup cast = smallest.cast();
            int left = cast.members().size() - 1;
            Scenario smaller = smallest.with(cast.withMembers(cast.members().subList(0, left)))
                    .with(smallest.incidents().stream()
                            .filter(incident -> incident.member() < left)
                            .toList());
            if (!stillFails(smaller)) {
                return smallest;
            }
            smallest = smaller;
        }
        return smallest;
    }

    private Scenario shorter(Scenario scenario) {
        Scenario shortest = scenario;
        for (long length = scenario.lengthMillis() / 2; length > 1_000; length /= 2) {
            Scenario shorter = shortest.lasting(length);
            if (!stillFails(shorter)) {
                return shortest;
            }
            shortest = shorter;
        }
        return shortest;
    }
}
