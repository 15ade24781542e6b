// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the ticks of a job are treated. */
record TickPolicy(
        Schedule schedule,
        CatchUp catchUp,
        Unfinished unfinished,
        Duration minHold,
        @Nullable Duration runLimit) {

    TickPolicy {
        if (minHold.isNegative()) {
            throw new IllegalArgumentException("minHold must not be negative, but is " + minHold);
        }
    }
}
