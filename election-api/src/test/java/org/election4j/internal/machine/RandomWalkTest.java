// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.election4j.internal.machine.WalkWorld.Event;
import org.junit.jupiter.api.Test;

/**
 * Three candidates on one store, with lost, late and repeated writes, lost answers, paused processes, and clocks that run
 * differently: terms rise, there is one leader at most, and none while another drains; nothing is released undrained;
 * nobody leads again in a term that has stopped.
 */
class RandomWalkTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long[] ORIGINS = {0, -100 * SECOND, Long.MAX_VALUE - 100 * SECOND};
    private static final int WALKS = 400;

    @Test
    void everything_holds_as_long_as_clocks_are_off_by_a_tenth_at_most() {
        Map<Event, Integer> seen = new EnumMap<>(Event.class);
        for (int seed = 0; seed < WALKS; seed++) {
            WalkWorld world = world(seed, 0.9, 1.1);
            world.run(300 * SECOND);
            settle(world, seed);
            world.seen.forEach((event, count) -> seen.merge(event, count, Integer::sum));
        }
        assertThat(seen).as("a walk that meets nothing proves nothing").containsOnlyKeys(Event.values());
        assertThat(seen.values()).as("%s", seen).allMatch(count -> count > 10);
    }

    @Test
    void the_walk_finds_two_leaders_when_clocks_are_off_by_half() {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < WALKS; seed++) {
                        world(seed, 0.5, 1.5).run(300 * SECOND);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("two leaders.*|.* leads at .* drains");
    }

    private static WalkWorld world(int seed, double slowest, double fastest) {
        WalkWorld world = new WalkWorld(seed);
        for (int i = 0; i < 3; i++) {
            long origin = ORIGINS[world.random.nextInt(ORIGINS.length)];
            double rate = switch (world.random.nextInt(3)) {
                case 0 -> slowest;
                case 1 -> fastest;
                default -> slowest + world.random.nextDouble() * (fastest - slowest);
            };
            world.processes.add(new WalkProcess(world, "candidate " + i, origin, rate));
        }
        return world;
    }

    /** Once nothing goes wrong any more, somebody leads. */
    private static void settle(WalkWorld world, int seed) {
        world.calm = true;
        world.run(100 * SECOND);
        assertThat(world.processes.stream().filter(WalkProcess::leads).count())
                .as("leaders in the end of walk %s", seed)
                .isEqualTo(1);
    }
}
