// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody new leads.
 *
 * @param from who led before; null for the first leader
 * @param to who leads now
 * @param cause what had been done to the leader before; null if nothing was
 */
record Change(@Nullable Reign from, Reign to, @Nullable Fault cause) {

    /** Something was done to a candidate. */
    record Fault(Disturbance disturbance, String candidate, long atNanos) {}

    /** From the last moment at which the old leader said it led to the first at which the new one did. */
    long gapMillis() {
        return from == null ? 0 : millis(to.gapNanosAfter(from));
    }

    /** From the disturbance until the new leader said that it led. */
    long takeoverMillis() {
        return cause == null ? 0 : millis(to.first().afterNanos() - cause.atNanos());
    }

    private static long millis(long nanos) {
        return Math.round(nanos / 1e6);
    }

    String text() {
        String leads = to.candidate() + " leads, term " + to.term();
        return from == null ? leads : leads + "; " + gap();
    }

    /** The gap in words. */
    String gap() {
        return String.format(
                Locale.ROOT, gapMillis() < 0 ? "two led for %,d ms" : "nobody led for %,d ms", Math.abs(gapMillis()));
    }
}
