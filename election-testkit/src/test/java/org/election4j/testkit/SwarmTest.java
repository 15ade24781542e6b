// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many candidates, many faults, many seeds: the production engine in fake time. Every seed is a story that can be told
 * again; a failure names it. Run more with {@code -Delection4j.swarm.seeds=100000}, others with {@code
 * -Delection4j.swarm.from=7}.
 */
class SwarmTest {

    private static final long SEEDS = Long.getLong("election4j.swarm.seeds", 300);
    private static final long FROM = Long.getLong("election4j.swarm.from", 1);

    static LongStream tens() {
        return LongStream.range(0, (SEEDS + 9) / 10).map(ten -> FROM + 10 * ten);
    }

    @ParameterizedTest(name = "seeds from {0}")
    @MethodSource("tens")
    void never_two_leaders_and_always_one_again(long first) {
        for (long seed = first; seed < first + 10; seed++) {
            SwarmWorld world = new SwarmWorld(seed);
            world.run();
            assertThat(world.violations())
                    .as("seed %d: %s", seed, world.story())
                    .isEmpty();
        }
    }
}
