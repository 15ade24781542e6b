// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** What a duration in a record may look like: positive, in whole milliseconds, so that every store can keep it exactly. */
final class Leases {

    private Leases() {}

    static void requireValid(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " must be positive, but is " + duration);
        }
        if (!duration.equals(duration.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException(what + " must be in whole milliseconds, but is " + duration);
        }
    }
}
