// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void a_namespace_has_a_hundred_characters_at_most() {
        String longest = "n".repeat(100);
        assertThat(RedisOptions.builder().namespace(longest).build().namespace())
                .isEqualTo(longest);
        assertThatThrownBy(() -> RedisOptions.builder().namespace(longest + "n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100")
                .hasMessageContaining(longest + "n");
    }
}
