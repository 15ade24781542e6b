// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;

/** The same time each day. */
record Daily(LocalTime at) implements LocalTimes {

    Daily {
        WholeMillis.require(
                "time of day", Instant.EPOCH.plusNanos(requireNonNull(at, "at").toNanoOfDay()));
    }

    @Override
    public Optional<LocalDateTime> next(LocalDateTime after) {
        LocalDateTime today = after.toLocalDate().atTime(at);
        return Optional.of(today.isAfter(after) ? today : today.plusDays(1));
    }
}
