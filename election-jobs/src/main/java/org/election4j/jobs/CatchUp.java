// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What becomes of a tick that nobody started in time: because nobody led, the run before took too long, or the store was
 * down. Of several ticks that are due only the latest is ever run; the others are {@linkplain JobEvent.Missed missed}.
 */
public sealed interface CatchUp {

    /**
     * A tick may start late by a limited time, and is missed after that. A failover takes up to 1.2 leases, so with less
     * than that a failover costs ticks.
     *
     * @param within how late a tick may start; at least a second
     * @return the policy
     */
    static CatchUp skipAfter(Duration within) {
        return new Skip(within);
    }

    /**
     * The latest tick is started however late it is: a nightly job may run in the morning.
     *
     * @return the policy
     */
    static CatchUp runOnce() {
        return new RunOnce();
    }

    /**
     * See {@link CatchUp#skipAfter}.
     *
     * @param within how late a tick may start
     */
    record Skip(Duration within) implements CatchUp {
        /** Validates the duration. */
        public Skip {
            requireNonNull(within, "within");
            if (within.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException(
                        "how late a tick may start must be at least PT1S, but is " + within + "; no timer is exact");
            }
        }
    }

    /** See {@link CatchUp#runOnce}. */
    record RunOnce() implements CatchUp {}
}
