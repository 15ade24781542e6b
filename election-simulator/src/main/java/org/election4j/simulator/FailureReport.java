// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import static java.util.Objects.requireNonNull;

/** What a person gets to read about a violation: where it came from, the smallest story that shows it, and a test. */
final class FailureReport {

    private FailureReport() {}

    /** Shrinks a failing scenario and says everything about it. */
    static String of(Scenario failing, Violation violation) {
        Scenario smallest = Shrinker.shrink(failing, violation.invariant());
        Outcome outcome = Outcome.of(smallest, true);
        Violation shown = requireNonNull(outcome.violation() == null ? violation : outcome.violation());
        return "VIOLATION of " + violation.invariant() + ": "
                + violation.invariant().meaning()
                + "\n  seed " + failing.seed() + ", commit "
                + Commit.current()
                + "\n  " + shown.getMessage()
                + "\n\nThe smallest story found that shows it ("
                + smallest.incidents().size() + " of "
                + failing.incidents().size() + " incidents, "
                + smallest.cast().members().size() + " processes):\n\n  "
                + String.join("\n  ", outcome.told())
                + "\n\nAs a test:\n\n" + test(smallest, violation.invariant());
    }

    private static String test(Scenario scenario, Invariant invariant) {
        String quotes = "\"\"\"";
        return "    @Test\n    void seed_" + scenario.seed() + "_violates_"
                + invariant.name().toLowerCase(java.util.Locale.ROOT)
                + "() {\n        Replay.assertHolds(" + quotes + "\n"
                + ScenarioText.print(scenario).indent(16) + "                " + quotes + ");\n    }\n";
    }
}
