// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.election4j.jobs.ClockChange;
import org.election4j.jobs.Schedule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.StringValueResolver;

/** Makes a schedule of {@code @Scheduled}, if its times are known in advance and are the same on every candidate. */
final class TickSchedules {

    private static final Logger LOG = LoggerFactory.getLogger(TickSchedules.class);

    private final GuardedMethod guarded;
    private final StringValueResolver placeholders;

    TickSchedules(GuardedMethod guarded, StringValueResolver placeholders) {
        this.guarded = guarded;
        this.placeholders = placeholders;
    }

    /** The schedule; empty if it is switched off by the cron expression "-". */
    Optional<Schedule> schedule() {
        Collection<Scheduled> annotations = AnnotatedElementUtils.getMergedRepeatableAnnotations(
                guarded.method(), Scheduled.class, Schedules.class);
        if (annotations.isEmpty()) {
            throw OnLeaderRules.refuse(guarded, "it has no schedule", "Add @Scheduled with cron or fixedRate.");
        }
        List<Schedule> all = new ArrayList<>();
        annotations.forEach(each -> one(each).ifPresent(all::add));
        return all.isEmpty() ? Optional.empty() : Optional.of(any(all));
    }

    private static Schedule any(List<Schedule> all) {
        return all.size() == 1
                ? all.get(0)
                : after ->
                        all.stream().flatMap(each -> each.next(after).stream()).min(Comparator.naturalOrder());
    }

    private Optional<Schedule> one(Scheduled scheduled) {
        if (scheduled.fixedDelay() >= 0 || !scheduled.fixedDelayString().isEmpty()) {
            throw OnLeaderRules.refuse(
                    guarded,
                    "fixedDelay counts from the end of the run before, so nobody else knows when a tick is",
                    "Use cron or fixedRate.");
        }
        if (scheduled.initialDelay() >= 0 || !scheduled.initialDelayString().isEmpty()) {
            throw OnLeaderRules.refuse(
                    guarded,
                    "initialDelay counts from the start of a process, and each starts at a time of its own",
                    "Remove it. Use cron or fixedRate.");
        }
        String cron = text(scheduled.cron());
        if (!cron.isEmpty()) {
            return Scheduled.CRON_DISABLED.equals(cron) ? Optional.empty() : Optional.of(cron(scheduled, cron));
        }
        return Optional.of(fixedRate(scheduled));
    }

    private Schedule cron(Scheduled scheduled, String text) {
        String zone = text(scheduled.zone());
        try {
            CronExpression cron = CronExpression.parse(text);
            ZoneId where = zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone);
            if (zone.isEmpty()) {
                warnOfMissingZone(text, where);
            }
            return Schedule.inZone(where, changeFor(cron), after -> Optional.ofNullable(cron.next(after)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw wrong("its cron expression '" + text + "' or zone '" + zone + "' is wrong", e);
        }
    }

    private void warnOfMissingZone(String text, ZoneId where) {
        LOG.warn(
                "{}: its cron expression '{}' has no zone, so it means the zone of each machine, which is {} here; on a machine"
                        + " with another zone the same tick has another time. Set @Scheduled(cron = \"...\", zone = \"{}\")",
                guarded,
                text,
                where,
                where.getId());
    }

    /** A day on which the expression is due in each hour tells that it repeats through the hours. */
    private static ClockChange changeFor(CronExpression cron) {
        LocalDateTime first = cron.next(LocalDate.EPOCH.atStartOfDay().minusNanos(1));
        if (first == null) {
            return ClockChange.ONE_TICK;
        }
        LocalDateTime time = first.toLocalDate().atStartOfDay().minusNanos(1);
        for (int hour = 0; hour < 24; hour++) {
            LocalDateTime next = cron.next(time);
            if (next == null || !next.toLocalDate().equals(first.toLocalDate()) || next.getHour() != hour) {
                return ClockChange.ONE_TICK;
            }
            time = next.truncatedTo(ChronoUnit.HOURS).plusHours(1).minusNanos(1);
        }
        return ClockChange.GO_ON;
    }

    private Schedule fixedRate(Scheduled scheduled) {
        String text = text(scheduled.fixedRateString());
        ChronoUnit unit = scheduled.timeUnit().toChronoUnit();
        try {
            Duration period = text.isEmpty() && scheduled.fixedRate() >= 0
                    ? Duration.of(scheduled.fixedRate(), unit)
                    : DurationStyle.detectAndParse(text, unit);
            return Schedule.every(period);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong("its fixedRate is wrong", e);
        }
    }

    /** A setting that is a time. */
    Duration duration(String setting, String value) {
        try {
            return DurationStyle.detectAndParse(text(value));
        } catch (IllegalArgumentException e) {
            throw wrong("its " + setting + " is wrong", e);
        }
    }

    /** A text with its placeholders resolved. */
    String text(String value) {
        try {
            String resolved = value.isEmpty() ? value : placeholders.resolveStringValue(value);
            return resolved == null ? "" : resolved.strip();
        } catch (IllegalArgumentException e) {
            throw wrong("'" + value + "' cannot be resolved", e);
        }
    }

    RuntimeException wrong(String what, RuntimeException cause) {
        return OnLeaderRules.refuse(guarded, what + ": " + cause.getMessage(), "Correct it.");
    }
}
