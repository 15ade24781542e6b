// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.time.Duration;

/** Durations of users as nanoseconds that can be added to a reading of the clock and compared by subtraction. */
public final class Nanos {

    /** Seventy-three years stand for ever. */
    private static final long LONGEST = Long.MAX_VALUE / 4;

    private Nanos() {}

    /** The nanoseconds of a duration, or as many as make sense. */
    public static long of(Duration duration) {
        if (duration.isNegative()) {
            return duration.compareTo(Duration.ofNanos(-LONGEST)) < 0 ? -LONGEST : duration.toNanos();
        }
        return duration.compareTo(Duration.ofNanos(LONGEST)) > 0 ? LONGEST : duration.toNanos();
    }
}
