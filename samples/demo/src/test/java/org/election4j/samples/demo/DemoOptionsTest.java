// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.election4j.samples.demo.store.DemoStore;
import org.election4j.samples.demo.store.DemoStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {

    private static final DemoStore POSTGRES = DemoStores.named("postgres");

    @Test
    void by_default_somebody_watches_a_lease_of_three_seconds() {
        assertThat(DemoOptions.parse()).isEqualTo(new DemoOptions(false, POSTGRES, Duration.ofSeconds(3), false));
    }

    @Test
    void the_lease_is_given_in_seconds_or_milliseconds() {
        assertThat(DemoOptions.parse("--script", "--lease", "1500ms"))
                .isEqualTo(new DemoOptions(true, POSTGRES, Duration.ofMillis(1_500), false));
        assertThat(DemoOptions.parse("--lease", "10s").lease()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "499ms", "-3s", "1h", "x", "ms"})
    void any_other_lease_is_refused_with_its_text(String text) {
        assertThatThrownBy(() -> DemoOptions.parse("--lease", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but is '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "oracle", "Postgres"})
    void a_store_that_there_is_not_is_refused_with_the_choices(String word) {
        assertThatThrownBy(() -> DemoOptions.parse("--store", word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one of postgres")
                .hasMessageContaining("but is '" + word + "'");
    }

    @Test
    void each_store_can_be_chosen_and_has_a_lease_of_its_own() {
        for (DemoStore store : DemoStores.all()) {
            assertThat(DemoOptions.parse("--store", store.word()))
                    .isEqualTo(new DemoOptions(false, store, store.lease(), false));
        }
    }

    @Test
    void the_usage_names_every_store() {
        assertThat(DemoOptions.usage()).contains("the database to run on: " + DemoStores.words() + "\n");
    }

    @Test
    void an_unknown_option_is_refused_by_name() {
        assertThatThrownBy(() -> DemoOptions.parse("--slow")).hasMessageContaining("--slow");
    }
}
