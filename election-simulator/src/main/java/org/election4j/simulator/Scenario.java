// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.List;

/**
 * All that a story depends on. Running it twice gives the same story twice; leaving something out gives a smaller one.
 *
 * @param seed where chance comes from while the story runs
 * @param lengthMillis for how long things go wrong; the quiet times come after that
 * @param cast who and what it is about
 * @param incidents what happens, in order of time
 */
record Scenario(long seed, long lengthMillis, StorySetup cast, List<Incident> incidents) {

    Scenario {
        incidents = List.copyOf(incidents);
    }

    Scenario with(List<Incident> fewer) {
        return new Scenario(seed, lengthMillis, cast, fewer);
    }

    Scenario with(StorySetup smaller) {
        return new Scenario(seed, lengthMillis, smaller, incidents);
    }

    Scenario lasting(long millis) {
        return new Scenario(seed, millis, cast, incidents);
    }
}
