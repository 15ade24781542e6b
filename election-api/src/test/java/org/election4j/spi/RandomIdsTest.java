// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RandomIdsTest {

    private final RandomIds ids = new RandomIds();

    @Test
    void every_id_is_a_random_uuid_and_none_comes_twice() {
        Set<UUID> drawn = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            UUID id = ids.next();
            assertThat(id.version()).isEqualTo(4);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(drawn.add(id)).isTrue();
        }
    }

    @Test
    void every_bit_that_is_free_takes_both_values() {
        long highs = 0;
        long lows = 0;
        long highZeros = 0;
        long lowZeros = 0;
        for (int i = 0; i < 200; i++) {
            UUID id = ids.next();
            highs |= id.getMostSignificantBits();
            lows |= id.getLeastSignificantBits();
            highZeros |= ~id.getMostSignificantBits();
            lowZeros |= ~id.getLeastSignificantBits();
        }
        assertThat(highs & highZeros).isEqualTo(~0xF000L);
        assertThat(lows & lowZeros).isEqualTo(~(0b11L << 62));
    }
}
