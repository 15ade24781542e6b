// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {

    @Test
    void by_default_somebody_watches_a_lease_of_three_seconds() {
        assertThat(DemoOptions.parse()).isEqualTo(new DemoOptions(false, Duration.ofSeconds(3), false));
    }

    @Test
    void the_lease_is_given_in_seconds_or_milliseconds() {
        assertThat(DemoOptions.parse("--script", "--lease", "1500ms"))
                .isEqualTo(new DemoOptions(true, Duration.ofMillis(1_500), false));
        assertThat(DemoOptions.parse("--lease", "10s").lease()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "499ms", "-3s", "1h", "x", "ms"})
    void any_other_lease_is_refused_with_its_text(String text) {
        assertThatThrownBy(() -> DemoOptions.parse("--lease", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but is '" + text + "'");
    }

    @Test
    void an_unknown_option_is_refused_by_name() {
        assertThatThrownBy(() -> DemoOptions.parse("--slow")).hasMessageContaining("--slow");
    }
}
