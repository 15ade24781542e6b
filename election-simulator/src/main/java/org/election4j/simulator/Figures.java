// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.Locale;

/** A tally for people, and as lines that can be read back. */
final class Figures {

    private Figures() {}

    static String print(Tally tally, double cpuSeconds) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "stories %d, simulated years %.3f, years per CPU-hour %.1f, events %d, store calls %d, incidents %d,"
                        + " leadership changes %d, violations %d%n",
                tally.stories,
                tally.simulatedYears(),
                cpuSeconds == 0 ? 0 : tally.simulatedYears() / cpuSeconds * 3600,
                tally.events,
                tally.calls,
                tally.faults,
                tally.gains,
                tally.violations));
        for (Sometimes what : Sometimes.values()) {
            text.append(String.format(Locale.ROOT, "  %-32s %d%n", what, tally.of(what)));
        }
        return text.toString();
    }
}
