// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** All interleavings of the production machines, in scopes that take seconds. */
@Tag("exhaustive")
class SmallScopesTest {

    private static final long LIMIT = 5_000_000;

    @TestFactory
    Stream<DynamicTest> no_interleaving_breaks_a_rule() {
        return Scopes.small().stream()
                .map(scope -> DynamicTest.dynamicTest(scope.name + ": " + scope.sees, () -> holds(scope)));
    }

    private static void holds(Scope scope) {
        Exploration found = new Traversal(scope, LIMIT, (depth, states, transitions, frontier) -> {}).run();
        System.out.println(found.figures());
        assertThat(found.violation()).as(found::report).isNull();
        assertThat(found.complete()).as(found::report).isTrue();
        assertThat(found.missing()).as("what %s should have seen", scope.name).isEmpty();
    }

    /** A search that finds nothing where something is to be found would find nothing anywhere. */
    @TestFactory
    Stream<DynamicTest> what_was_never_promised_is_found_to_break() {
        return Scopes.beyond().stream()
                .map(scope -> DynamicTest.dynamicTest(scope.name + ": " + scope.sees, () -> breaks(scope)));
    }

    private static void breaks(Scope scope) {
        Exploration found = new Traversal(scope, LIMIT, (depth, states, transitions, frontier) -> {}).run();
        System.out.println(found.figures());
        assertThat(found.violation()).as(found::report).isNotNull();
        assertThat(found.story()).hasSizeGreaterThan(5);
    }
}
