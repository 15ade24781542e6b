// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a scenario.
 *
 * @param violation what did not hold; null if all did
 * @param trace a digest of everything that happened
 * @param tally what happened, in numbers
 * @param told the story, if it was to be told; at most its last few hundred lines
 */
record Outcome(@Nullable Violation violation, long trace, Tally tally, List<String> told) {

    static Outcome of(Scenario scenario, boolean tell) {
        try (Story story = new Story(scenario, tell)) {
            Violation violation = story.run();
            return new Outcome(violation, story.queue().trace(), story.tally(), story.told());
        }
    }
}
