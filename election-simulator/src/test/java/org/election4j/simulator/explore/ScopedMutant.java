// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import org.election4j.simulator.mutant.Mutant;

/**
 * A mistake in a machine, and where it shows.
 *
 * @param mutant the mistake
 * @param scope the scope that has to notice
 */
public record ScopedMutant(Mutant mutant, String scope) {

    ScopedMutant(String rule, String name, String machine, String snippet, String replacement, String scope) {
        this(new Mutant(rule, name, "machine." + machine, snippet, replacement), scope);
    }

    @Override
    public String toString() {
        return mutant.toString();
    }
}
