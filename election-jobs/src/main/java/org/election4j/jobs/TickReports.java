// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Instant;
import java.util.UUID;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRecord;
import org.jspecify.annotations.Nullable;

/** Tells what a look at a job's record has shown, each thing once. Used by one thread at a time. */
final class TickReports {

    private final String job;
    private final Schedule schedule;
    private final JobLog log;
    private Instant missedUntil = Instant.MIN;
    private @Nullable UUID reported;
    private @Nullable TickPause pause;
    private @Nullable Instant skippedInPause;

    TickReports(String job, Schedule schedule, JobLog log) {
        this.job = job;
        this.schedule = schedule;
        this.log = log;
    }

    void planned(TickPlan plan, @Nullable TickRecord record, Instant now) {
        TickCounter.Gap missed = plan.missed();
        if (missed != null && missed.last().isAfter(missedUntil)) {
            tellMissed(missed);
            missedUntil = missed.last();
        }
        if (record == null || record.nonce().equals(reported)) {
            return;
        }
        boolean rerun = plan.start() != null && plan.start().tick().equals(record.tick());
        if (plan.unfinished()) {
            reported = record.nonce();
            log.tell(new JobEvent.Unfinished(job, record, rerun));
        } else if (isAhead(record, now)) {
            reported = record.nonce();
            skipped(plan.wakeAt(), SkipReason.RECORD_IS_AHEAD);
        }
    }

    /** What falls due during a pause is not reported as missed afterwards. */
    void paused(@Nullable TickPause found, @Nullable Instant due, Instant now) {
        if (found != null) {
            missedUntil = now;
        }
        if (found != null && pause == null) {
            log.paused(found);
        } else if (found == null && pause != null) {
            log.resumed(job);
        }
        pause = found;
        if (found != null && due != null && !due.equals(skippedInPause)) {
            skippedInPause = due;
            skipped(due, SkipReason.PAUSED);
        }
    }

    /** What was told before is not told again. */
    private void tellMissed(TickCounter.Gap missed) {
        TickCounter.Gap news = missed.first().isAfter(missedUntil)
                ? missed
                : new TickCounter(schedule).between(missedUntil, missed.last().plusMillis(1));
        if (news != null) {
            log.tell(new JobEvent.Missed(job, news.first(), news.last(), news.count()));
        }
    }

    /** Whether ticks that are still to come would be taken for run. */
    private boolean isAhead(TickRecord record, Instant now) {
        Instant next = new TickCounter(schedule).next(now);
        return next != null && record.tick().isAfter(next);
    }

    JobEvent skipped(@Nullable Instant tick, SkipReason reason) {
        JobEvent event = new JobEvent.Skipped(job, tick, reason, null);
        log.tell(event);
        return event;
    }
}
