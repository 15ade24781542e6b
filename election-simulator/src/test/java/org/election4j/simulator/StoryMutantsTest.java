// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.election4j.simulator.explore.Mutants;
import org.election4j.simulator.explore.ScopedMutant;
import org.election4j.simulator.mutant.Mutant;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Random stories notice a mistake in the engine, and mistakes in the machines. */
class StoryMutantsTest {

    private static final long LAST = Long.getLong("election4j.mutants.seeds", 20_000);
    private static final String LIKE = System.getProperty("election4j.mutants.like", ".*");

    @TestFactory
    Stream<DynamicTest> an_engine_with_a_mistake_is_noticed() {
        return EngineMutants.all().stream()
                .filter(mutant -> mutant.toString().matches(LIKE))
                .map(mutant -> DynamicTest.dynamicTest(mutant.toString(), () -> dies(mutant)));
    }

    @TestFactory
    Stream<DynamicTest> a_machine_with_a_mistake_is_noticed() {
        return Stream.of(Mutants.all(), Mutants.slow())
                .flatMap(List::stream)
                .map(ScopedMutant::mutant)
                .filter(mutant -> mutant.toString().matches(LIKE))
                .map(mutant -> DynamicTest.dynamicTest(mutant.toString(), () -> dies(mutant)));
    }

    private static void dies(Mutant mutant) {
        StoryVerdict verdict = StoryVerdict.on(mutant, LAST);
        System.out.println("| " + mutant.rule() + " | " + mutant.name() + " | " + verdict.words() + " |");
        assertThat(verdict.invariant()).as("%s: %s", mutant, verdict.words()).isNotNull();
    }
}
