// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

/** Tells a story again that somebody has kept. */
final class Replay {

    private Replay() {}

    /** Fails, with the whole story, unless every invariant holds. */
    static void assertHolds(String scenario) {
        Outcome outcome = Outcome.of(ScenarioText.parse(scenario), true);
        Violation violation = outcome.violation();
        if (violation != null) {
            throw new AssertionError(
                    violation.invariant() + ": " + violation.getMessage() + "\n" + String.join("\n", outcome.told()));
        }
    }
}
