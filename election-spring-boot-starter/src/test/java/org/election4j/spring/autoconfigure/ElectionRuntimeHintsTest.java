// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a native image is told, by Spring's own predicates. */
class ElectionRuntimeHintsTest {

    private final RuntimeHints hints = new RuntimeHints();

    ElectionRuntimeHintsTest() {
        List<RuntimeHintsRegistrar> found =
                SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                        .load(RuntimeHintsRegistrar.class)
                        .stream()
                        .filter(ElectionRuntimeHints.class::isInstance)
                        .toList();
        assertThat(found).hasSize(1);
        found.get(0).registerHints(hints, getClass().getClassLoader());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org/election4j/postgres/schema.sql",
                "org/election4j/postgres/ticks.sql",
                "org/election4j/redis/write.lua",
                "org/election4j/redis/tick.lua"
            })
    void files_that_stores_read_are_there_and_are_taken_along(String file) {
        assertThat(getClass().getClassLoader().getResource(file)).isNotNull();
        assertThat(RuntimeHintsPredicates.resource().forResource(file)).accepts(hints);
    }

    @Test
    void an_election_can_be_made_of_its_name() {
        // Not by a predicate: those for methods have other names in Spring 6 and 7.
        assertThat(hints.reflection()
                        .getTypeHint(ElectionProperties.Election.class)
                        .methods())
                .anyMatch(method -> method.getName().equals("of"));
    }
}
