// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Ticks at a fixed rate before and after one of them. */
record FixedRate(Duration period, Instant anchor) implements Schedule {

    private static final Duration SHORTEST = Duration.ofMillis(100);

    FixedRate {
        requireNonNull(period, "period");
        if (period.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("period must be at least " + SHORTEST + ", but is " + period);
        }
        WholeMillis.require("period", period);
        WholeMillis.require("anchor", anchor);
    }

    @Override
    public Optional<Instant> next(Instant after) {
        long millis = period.toMillis();
        long since = after.toEpochMilli() - anchor.toEpochMilli();
        return Optional.of(anchor.plusMillis((Math.floorDiv(since, millis) + 1) * millis));
    }
}
