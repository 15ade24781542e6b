// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Ticks are named by whole milliseconds, which every store keeps exactly. */
final class WholeMillis {

    private WholeMillis() {}

    static Instant require(String what, Instant time) {
        requireNonNull(time, what);
        if (!time.truncatedTo(ChronoUnit.MILLIS).equals(time)) {
            throw new IllegalArgumentException(what + " must be in whole milliseconds, but is " + time);
        }
        return time;
    }

    static Duration require(String what, Duration duration) {
        if (!duration.truncatedTo(ChronoUnit.MILLIS).equals(duration)) {
            throw new IllegalArgumentException(what + " must be in whole milliseconds, but is " + duration);
        }
        return duration;
    }

    static Instant cut(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }
}
