// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.List;
import java.util.Locale;
import org.election4j.simulator.mutant.Mutant;
import org.election4j.simulator.mutant.MutantLoader;
import org.jspecify.annotations.Nullable;

/**
 * What a scope says about a mutant.
 *
 * @param states how many worlds were visited until the verdict
 * @param steps how many steps the shortest way to the violation takes; 0 if there is none
 * @param complete whether all was visited
 * @param violation the rule that was broken; null if none was
 * @param missing what was never seen although it should have been
 */
record Verdict(
        long states, int steps, boolean complete, @Nullable String violation, List<String> missing) {

    /** Whether the scope noticed: a rule was broken, or something that has to happen never did. */
    boolean caught() {
        return violation != null || (complete && !missing.isEmpty());
    }

    String words() {
        String why = violation != null ? violation + ", in " + steps + " steps" : "never seen: " + missing;
        return String.format(Locale.ROOT, "%s, after %,d states", caught() ? why : "nothing noticed", states);
    }

    /** Searches a scope with a mutant, or with what there is if null. */
    static Verdict on(@Nullable Mutant mutant, String scope, long limit) {
        Object[] said = MutantLoader.run(mutant, Entry.class, scope, limit);
        List<String> missing = List.of((String[]) said[4]);
        return new Verdict((Long) said[0], (Integer) said[1], (Boolean) said[2], (String) said[3], missing);
    }

    /** Where a search inside a mutant's class loader begins; nothing but classes of the JDK comes out. */
    static final class Entry {

        private Entry() {}

        static Object[] search(String name, long limit) {
            Scope scope = Explore.named(name).get(0);
            Exploration found = new Traversal(scope, limit, (depth, states, transitions, frontier) -> {}).run();
            String[] missing = found.missing().stream().map(Witness::name).toArray(String[]::new);
            return new Object[] {found.states(), found.story().size(), found.complete(), found.violation(), missing};
        }
    }
}
