// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.election4j.jobs.Schedule;
import org.election4j.spring.OncePerTick;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.util.ReflectionUtils;

/** Cron expressions of Spring on the nights on which clocks are changed. */
@Isolated("listens to what the whole JVM logs")
class CronClockTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate FORWARD = LocalDate.of(2026, 3, 29);
    private static final LocalDate BACK = LocalDate.of(2026, 10, 25);

    static class Placeholders {
        @Scheduled(cron = "cron", zone = "zone")
        @OncePerTick
        public void run() {}
    }

    private static Schedule schedule(String cron, String zone) {
        TickMethod tick = TickMethod.of(ReflectionUtils.findMethod(Placeholders.class, "run"), Placeholders.class);
        return new TickSchedules(tick.guarded(), text -> text.equals("cron") ? cron : zone)
                .schedule()
                .orElseThrow();
    }

    private static List<String> on(LocalDate day, String cron) {
        Schedule schedule = schedule(cron, "Europe/Berlin");
        Instant end = day.plusDays(1).atStartOfDay(BERLIN).toInstant();
        List<String> times = new ArrayList<>();
        Optional<Instant> tick =
                schedule.next(day.atStartOfDay(BERLIN).toInstant().minusMillis(1));
        while (tick.isPresent() && tick.get().isBefore(end)) {
            times.add(tick.get().atZone(BERLIN).toLocalTime().toString());
            tick = schedule.next(tick.get());
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 2 * * *          | 03:00             | 02:00",
                "0 30 2 * * *         | 03:00             | 02:30",
                "0 0 2,3 * * *        | 03:00             | 02:00 03:00",
                "0 0,30 1-2 * * SUN   | 01:00 01:30 03:00 | 01:00 01:30 02:00 02:30",
                "0 */30 2 * * *       | 03:00             | 02:00 02:30",
                "0 0 3 * * *          | 03:00             | 03:00",
                "@daily               | 00:00             | 00:00"
            })
    void a_cron_of_certain_hours_has_each_local_time_once(String cron, String forward, String back) {
        assertThat(on(FORWARD, cron)).containsExactly(forward.split(" "));
        assertThat(on(BACK, cron)).containsExactly(back.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"0 0 * * * *, 23, 25", "@hourly, 23, 25", "0 */15 * * * *, 92, 100", "0 0/30 0-23 * * *, 46, 50"})
    void a_cron_that_repeats_through_the_hours_goes_on(String cron, int forward, int back) {
        assertThat(on(FORWARD, cron)).hasSize(forward);
        assertThat(on(BACK, cron)).hasSize(back);
    }

    @Test
    void in_ten_years_of_many_zones_no_local_date_has_two_ticks_of_a_nightly_cron_or_none() {
        for (String zone : List.of(
                "Europe/Berlin",
                "America/New_York",
                "America/Havana",
                "Australia/Lord_Howe",
                "Asia/Tehran",
                "Africa/Casablanca",
                "UTC")) {
            Schedule schedule = schedule("0 30 2 * * *", zone);
            LocalDate date = LocalDate.of(2020, 1, 1);
            Instant tick = date.atStartOfDay(ZoneId.of(zone)).toInstant();
            for (int day = 0; day < 3650; day++) {
                tick = schedule.next(tick).orElseThrow();
                assertThat(tick.atZone(ZoneId.of(zone)).toLocalDate()).as(zone).isEqualTo(date.plusDays(day));
            }
        }
    }

    @Test
    void a_cron_without_a_zone_is_warned_about() {
        assertThat(warnings(() -> schedule("0 0 2 * * *", "")))
                .singleElement()
                .asString()
                .contains("@OncePerTick on " + Placeholders.class.getName() + ".run()")
                .contains("has no zone")
                .contains(ZoneId.systemDefault().getId());
    }

    @Test
    void a_cron_with_a_zone_is_not() {
        assertThat(warnings(() -> schedule("0 0 2 * * *", "Europe/Berlin"))).isEmpty();
    }

    private static List<String> warnings(Runnable task) {
        Logger logger = (Logger) LoggerFactory.getLogger(TickSchedules.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(appender);
        try {
            task.run();
        } finally {
            logger.detachAppender(appender);
            logger.setLevel(null);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
