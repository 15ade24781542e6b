// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;

/** One tick a day by the clock on the wall. */
record Daily(LocalTime at, ZoneId zone) implements Schedule {

    Daily {
        WholeMillis.require("time of day", Instant.EPOCH.plusNanos(at.toNanoOfDay()));
    }

    @Override
    public Optional<Instant> next(Instant after) {
        // A day before, because a time that does not exist may be moved past midnight; and zones do skip a day.
        LocalDate day = after.atZone(zone).toLocalDate().minusDays(1);
        return Stream.iterate(day, date -> date.plusDays(1))
                .limit(5)
                .map(date -> date.atTime(at).atZone(zone).toInstant())
                .filter(tick -> tick.isAfter(after))
                .findFirst();
    }
}
