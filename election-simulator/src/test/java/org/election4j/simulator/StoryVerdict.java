// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import org.election4j.simulator.mutant.Mutant;
import org.election4j.simulator.mutant.MutantLoader;
import org.jspecify.annotations.Nullable;

/**
 * What random stories say about a mutant.
 *
 * @param seed the first seed whose story breaks an invariant; the last one told if none does
 * @param invariant the invariant; null if none was broken
 */
record StoryVerdict(long seed, @Nullable String invariant) {

    String words() {
        return invariant == null ? "not noticed by seed " + seed : invariant + ", seed " + seed;
    }

    /** Tells stories with a mutant, from seed 1 on, until one breaks an invariant. */
    static StoryVerdict on(Mutant mutant, long last) {
        Object[] said = MutantLoader.run(mutant, Entry.class, last);
        return new StoryVerdict((Long) said[0], (String) said[1]);
    }

    /** Where a search inside a mutant's class loader begins; nothing but classes of the JDK comes out. */
    static final class Entry {

        private Entry() {}

        static @Nullable Object[] search(long last) {
            for (long seed = 1; seed <= last; seed++) {
                Violation violation = Outcome.of(ScenarioDraw.of(seed), false).violation();
                if (violation != null) {
                    return new Object[] {seed, violation.invariant().name()};
                }
            }
            return new @Nullable Object[] {last, null};
        }
    }
}
