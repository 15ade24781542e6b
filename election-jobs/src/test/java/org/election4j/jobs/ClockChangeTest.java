// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The nights on which clocks are changed, in every zone there is, against a plain walk through the calendar. */
class ClockChangeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2029, 12, 31);
    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** Zones with the same rules are looked at once. */
    private static List<ZoneId> zones() {
        Set<ZoneRules> seen = new HashSet<>();
        return ZoneId.getAvailableZoneIds().stream()
                .sorted()
                .map(ZoneId::of)
                .filter(zone -> seen.add(zone.getRules()))
                .toList();
    }

    private static Optional<LocalDateTime> quarter(LocalDateTime after, Predicate<LocalDateTime> wanted) {
        LocalDateTime start =
                after.withMinute(after.getMinute() / 15 * 15).withSecond(0).withNano(0);
        return Stream.iterate(start.plus(QUARTER), time -> time.plus(QUARTER))
                .filter(wanted)
                .findFirst();
    }

    private static List<Instant> ticks(Schedule schedule, Instant from, Instant until) {
        List<Instant> ticks = new ArrayList<>();
        Optional<Instant> tick = schedule.next(from.minusMillis(1));
        while (tick.isPresent() && tick.get().isBefore(until)) {
            ticks.add(tick.get());
            tick = schedule.next(tick.get());
        }
        return ticks;
    }

    private static List<String> local(Schedule schedule, ZoneId zone, LocalDate day) {
        return ticks(
                        schedule,
                        day.atStartOfDay(zone).toInstant(),
                        day.plusDays(1).atStartOfDay(zone).toInstant())
                .stream()
                .map(tick -> tick.atZone(zone))
                .map(tick -> tick.toLocalTime() + "" + tick.getOffset())
                .toList();
    }

    @Test
    void each_date_of_ten_years_has_one_tick_of_a_nightly_job_in_every_zone() {
        for (ZoneId zone : zones()) {
            for (LocalTime at : List.of(LocalTime.MIDNIGHT, LocalTime.of(2, 0), LocalTime.of(2, 30))) {
                List<Instant> expected = FIRST.datesUntil(LAST)
                        .map(date -> firstValid(date.atTime(at), zone))
                        .toList();
                List<Instant> ticks =
                        ticks(Schedule.daily(at, zone), expected.get(0), firstValid(LAST.atTime(at), zone));
                assertThat(ticks).as("%s %s", zone, at).isEqualTo(expected);
            }
        }
    }

    /** Minute by minute: the first instant at which the clock on the wall has come to the time. */
    private static Instant firstValid(LocalDateTime time, ZoneId zone) {
        ZonedDateTime guess = time.atZone(zone);
        if (guess.toLocalDateTime().equals(time)) {
            return guess.withEarlierOffsetAtOverlap().toInstant();
        }
        Instant before = time.minusDays(1).atZone(zone).toInstant();
        return Stream.iterate(before, instant -> instant.plusSeconds(60))
                .filter(instant -> !instant.atZone(zone).toLocalDateTime().isBefore(time))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_job_of_each_quarter_of_an_hour_goes_on_through_every_change_in_every_zone() {
        int looked = 0;
        for (ZoneId zone : zones()) {
            Schedule quarters = Schedule.inZone(zone, ClockChange.GO_ON, after -> quarter(after, time -> true));
            for (Instant change : changes(zone)) {
                Instant from = change.minus(Duration.ofHours(4));
                Instant until = change.plus(Duration.ofHours(4));
                List<Instant> expected = Stream.iterate(
                                from, instant -> instant.isBefore(until), i -> i.plusSeconds(60))
                        .filter(instant -> instant.atZone(zone).getMinute() % 15 == 0)
                        .toList();
                assertThat(ticks(quarters, from, until))
                        .as("%s %s", zone, change)
                        .isEqualTo(expected);
                looked++;
            }
        }
        assertThat(looked).as("changes looked at").isGreaterThan(500);
    }

    private static List<Instant> changes(ZoneId zone) {
        Instant end = LAST.atStartOfDay(zone).toInstant();
        return Stream.iterate(
                        zone.getRules().nextTransition(FIRST.atStartOfDay(zone).toInstant()),
                        change -> change != null && change.getInstant().isBefore(end),
                        change -> zone.getRules().nextTransition(change.getInstant()))
                .map(change -> change.getInstant())
                .toList();
    }

    @Test
    void a_job_of_one_hour_that_has_several_times_has_each_of_them_once() {
        Schedule schedule =
                Schedule.inZone(BERLIN, ClockChange.ONE_TICK, after -> quarter(after, time -> time.getHour() == 2));
        assertThat(local(schedule, BERLIN, LocalDate.of(2026, 10, 25)))
                .containsExactly("02:00+02:00", "02:15+02:00", "02:30+02:00", "02:45+02:00");
        assertThat(local(schedule, BERLIN, LocalDate.of(2026, 3, 29))).containsExactly("03:00+02:00");
    }

    @Test
    void a_job_of_certain_hours_runs_at_none_of_them_twice() {
        Schedule schedule = Schedule.inZone(
                BERLIN,
                ClockChange.ONE_TICK,
                after ->
                        quarter(after, time -> time.getHour() % 2 == 0 && time.getHour() < 6 && time.getMinute() == 0));
        assertThat(local(schedule, BERLIN, LocalDate.of(2026, 10, 25)))
                .containsExactly("00:00+02:00", "02:00+02:00", "04:00+01:00");
        assertThat(local(schedule, BERLIN, LocalDate.of(2026, 3, 29)))
                .containsExactly("00:00+01:00", "03:00+02:00", "04:00+02:00");
    }

    @Test
    void times_that_end_end_the_schedule() {
        LocalDateTime only = LocalDateTime.of(2026, 3, 29, 2, 30);
        LocalTimes times = after -> Optional.of(only).filter(time -> time.isAfter(after));
        Instant after = Instant.parse("2026-03-01T00:00:00Z");
        Schedule once = Schedule.inZone(BERLIN, ClockChange.ONE_TICK, times);
        assertThat(once.next(after)).contains(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(once.next(Instant.parse("2026-03-29T01:00:00Z"))).isEmpty();
        assertThat(Schedule.inZone(BERLIN, ClockChange.GO_ON, times).next(after))
                .isEmpty();
    }
}
