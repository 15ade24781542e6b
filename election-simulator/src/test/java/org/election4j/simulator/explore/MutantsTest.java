// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.election4j.simulator.mutant.Mutant;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * A search over machines with a mistake in them notices it. Mistakes that take a large search to be noticed are left to
 * {@code -Delection4j.mutants.slow=true}.
 */
@Tag("exhaustive")
class MutantsTest {

    private static final boolean SLOW = Boolean.getBoolean("election4j.mutants.slow");
    private static final long LIMIT = 3_000_000;

    @TestFactory
    Stream<DynamicTest> a_machine_with_a_mistake_is_noticed() {
        List<ScopedMutant> chosen = SLOW ? Mutants.slow() : Mutants.all();
        assertThat(chosen).isNotEmpty();
        return chosen.stream().map(mutant -> DynamicTest.dynamicTest(mutant.toString(), () -> dies(mutant)));
    }

    private static void dies(ScopedMutant scoped) {
        Mutant mutant = scoped.mutant();
        Verdict verdict = Verdict.on(mutant, scoped.scope(), LIMIT);
        System.out.println(
                "| " + mutant.rule() + " | " + mutant.name() + " | " + scoped.scope() + " | " + verdict.words() + " |");
        assertThat(verdict.caught()).as("%s: %s", mutant, verdict.words()).isTrue();
        if (verdict.complete()) {
            // Nothing was broken, something just never happened; that must not be for want of a difference.
            assertThat(verdict.states())
                    .as("worlds with '%s', beside those without", mutant)
                    .isNotEqualTo(Verdict.on(null, scoped.scope(), LIMIT).states());
        }
    }
}
