// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The search that every build makes. A failure prints the smallest story that shows it and a test that tells it again.
 * Others: {@code -Delection4j.simulator.from=7}, fewer or more: {@code -Delection4j.simulator.seeds=1000}; with
 * {@code -Pwhole} 20,000, which last a year.
 */
class SearchTest {

    private static final long FROM = Long.getLong("election4j.simulator.from", 1);
    private static final long SEEDS = Long.getLong("election4j.simulator.seeds", 6_000);

    /** From here on a search has to have been everywhere. */
    private static final long ENOUGH = 2_000;

    /** From here on it has to have lasted a year. */
    private static final long LONG = 20_000;

    @Test
    void every_invariant_holds_in_every_story() throws InterruptedException {
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        Search search = new Search(FROM, SEEDS, (scenario, violation) -> {
            if (failures.size() < 3) {
                failures.add(FailureReport.of(scenario, violation));
            }
        });
        // One thread: the other one of two cores is for tests that wait.
        search.run(1);
        assertThat(failures).as("%s", failures).isEmpty();
        assertThat(search.tally().stories).as("stories told").isEqualTo(SEEDS).isPositive();
        if (SEEDS >= ENOUGH) {
            assertThat(search.tally().never())
                    .as("never happened in %s", search.figures())
                    .isEmpty();
        }
        if (SEEDS >= LONG) {
            assertThat(search.tally().simulatedYears()).isGreaterThan(1);
        }
    }
}
