// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.election4j.Leadership;
import org.election4j.RunOutcome;
import org.election4j.spi.RandomIds;
import org.election4j.spi.StopInterrupts;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickWrite;
import org.election4j.spi.UnsafeStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the ticks of one job: read the record, plan, claim, work, write the end down.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>No work runs unless a claim with this very nonce is known to be applied and the leadership is valid after that.
 *   <li>A record is only ever replaced by one with a later tick, or with the same tick and the same or the next attempt.
 *   <li>One pass at a time; the elector's release waits for it.
 * </ul>
 */
final class TickRunner {

    private static final int MOST_TRIES = 3;

    private final TickDefinition definition;
    private final JobContext context;
    private final TickClaims claims;
    private final TickExecution execution;
    private final TickReports reports;
    private final TickTrouble trouble;
    private final Instant since;
    private final AtomicBoolean running = new AtomicBoolean();

    private volatile @Nullable TickRecord last;
    private volatile @Nullable Instant wakeAt;
    private volatile boolean closed;
    private volatile boolean answered;

    /** What the pass that is under way came to; null if there was nothing to do. */
    private @Nullable JobEvent event;

    private Duration ahead = Duration.ZERO;

    TickRunner(TickDefinition definition, JobContext context, TickClaims claims) {
        this.definition = definition;
        this.context = context;
        this.claims = claims;
        this.execution = new TickExecution(definition, context, claims);
        this.reports = new TickReports(definition.job(), definition.policy().schedule(), context.log());
        this.trouble = new TickTrouble(definition.job(), context.log());
        this.since = context.clock().instant();
    }

    @Nullable
    TickRecord last() {
        return last;
    }

    /** When to run again at the latest; null if only a new leadership can change anything. */
    @Nullable
    Instant wakeAt() {
        return wakeAt;
    }

    void close() {
        closed = true;
    }

    TickJobStatus status() {
        TickRead read = claims.ask();
        Instant next = new TickCounter(definition.policy().schedule())
                .next(context.clock().instant());
        return new TickJobStatus(definition.job(), recordIn(read), next, pauseIn(read), isRunning());
    }

    void pause() {
        claims.pause(new TickPause(
                definition.job(),
                context.elector().candidate().id(),
                WholeMillis.cut(context.clock().instant())));
    }

    /** Looks at once, if this process leads. */
    void resume() {
        claims.resume();
        wakeAt = Instant.MIN;
    }

    /** Whether a run is under way. */
    boolean isRunning() {
        return running.get();
    }

    /**
     * What there is to do without leading: to write down how a run ended if that was not possible before, and to see whether the store can
     * be used at all. A store without a table is better known today than on the night of a failover.
     */
    void follow() {
        boolean open = claims.hasEndToWrite() || !answered;
        if (open && !closed && isDue() && running.compareAndSet(false, true)) {
            try {
                if (look() != null) {
                    trouble.over();
                }
            } finally {
                running.set(false);
            }
        }
    }

    private boolean isDue() {
        Instant at = wakeAt;
        return at == null || !at.isAfter(context.clock().instant());
    }

    void runDue() {
        if (!running.compareAndSet(false, true)) {
            reports.skipped(null, SkipReason.STILL_RUNNING);
            return;
        }
        try {
            runIfLeader(false);
        } finally {
            running.set(false);
        }
    }

    JobEvent runNow() {
        if (!running.compareAndSet(false, true)) {
            return reports.skipped(null, SkipReason.STILL_RUNNING);
        }
        try {
            Throwable failure = runIfLeader(true);
            JobEvent came = event;
            if (came == null) {
                throw new IllegalStateException(
                        "job '" + definition.job() + "' was not run: "
                                + (closed ? "it is closed" : "its record was replaced by others, or see the cause"),
                        failure);
            }
            return came;
        } finally {
            running.set(false);
        }
    }

    /** Gives what nobody expected, which is logged. */
    private @Nullable Throwable runIfLeader(boolean now) {
        event = null;
        if (closed) {
            return null;
        }
        RunOutcome<Boolean> outcome = context.runs().quietly((leadership, thread) -> {
            for (int tries = 1; pass(leadership, thread, now) && tries < MOST_TRIES; tries++) {}
            return true;
        });
        if (outcome instanceof RunOutcome.NotLeader<Boolean> follower) {
            wakeAt = null;
            event = new JobEvent.Skipped(definition.job(), null, SkipReason.NOT_LEADING, follower.leader());
            context.log().tell(event);
        } else if (outcome instanceof RunOutcome.Failed<Boolean> failed) {
            later(TickTrouble.LAST_RETRY);
            context.log().unexpected(definition.job(), failed.cause());
            return failed.cause();
        }
        return null;
    }

    /** Settles what is open and reads the record; null if the store did not answer, which is reported. */
    private @Nullable TickRead look() {
        Throwable failure = claims.writeEnd();
        TickRead read = failure == null ? claims.read() : new TickRead.Unknown(failure);
        if (read instanceof TickRead.Unknown unknown) {
            troubled(unknown.cause());
            return null;
        }
        answered = true;
        return read;
    }

    /** Looks once; true if the record has changed meanwhile, and so it is worth to look again. */
    private boolean pass(Leadership leadership, StopInterrupts.Work thread, boolean now) {
        TickRead read = look();
        if (read == null) {
            return false;
        }
        TickRecord record = recordIn(read);
        last = record;
        learn(read);
        TickPlan plan = plan(read, record, leadership.term());
        TickPlan.Start start = now ? plan.startNow(record, now()) : plan.start();
        wakeAt = plan.wakeAt() == null ? null : plan.wakeAt().plus(ahead);
        reports.planned(plan, record, now());
        if (start != null) {
            return claim(leadership, thread, record, start);
        }
        trouble.over();
        if (now) {
            event = reports.skipped(null, SkipReason.RECORD_IS_AHEAD);
        }
        return false;
    }

    /** A paused job has nothing to start, and is looked at again soon if something is due. */
    private TickPlan plan(TickRead read, @Nullable TickRecord record, long term) {
        boolean untouched = record != null && claims.isUntouched(record);
        TickPlan plan = TickPlan.of(definition.policy(), new TickPlan.Facts(since, record, untouched, term, now()));
        TickPause pause = pauseIn(read);
        reports.paused(pause, plan.start() == null ? null : plan.start().tick(), now());
        return pause == null ? plan : plan.paused(now().plus(TickTrouble.LAST_RETRY));
    }

    private static @Nullable TickRecord recordIn(TickRead read) {
        return read instanceof TickRead.Found found ? found.record() : null;
    }

    private static @Nullable TickPause pauseIn(TickRead read) {
        if (read instanceof TickRead.Found found) {
            return found.pause();
        }
        return read instanceof TickRead.Absent absent ? absent.pause() : null;
    }

    /** The date, by the slower of this clock and the store's. */
    private Instant now() {
        return context.clock().instant().minus(ahead);
    }

    /** Learns how far this clock is ahead of the store's: else a tick would look too late before it is due. */
    private void learn(TickRead read) {
        Instant storeTime = read instanceof TickRead.Found found
                ? found.storeTime()
                : read instanceof TickRead.Absent absent ? absent.storeTime() : null;
        if (storeTime != null) {
            Duration difference = Duration.between(storeTime, context.clock().instant());
            ahead = difference.isNegative() ? Duration.ZERO : difference;
        }
    }

    // ---- claiming --------------------------------------------------------------------------------------------------

    private boolean claim(
            Leadership leadership, StopInterrupts.Work thread, @Nullable TickRecord before, TickPlan.Start start) {
        TickRecord next = new TickRecord(
                definition.job(),
                start.tick(),
                State.STARTED,
                leadership.electionName(),
                leadership.term(),
                context.elector().candidate().id(),
                WholeMillis.cut(context.clock().instant()),
                null,
                start.missed(),
                start.attempt(),
                new RandomIds().next());
        TickWrite outcome = claims.start(before == null ? null : before.nonce(), next);
        if (outcome instanceof TickWrite.Applied) {
            claimed(leadership, thread, next);
        } else if (outcome instanceof TickWrite.Early early) {
            later(Duration.between(early.storeTime(), start.tick()));
            event = new JobEvent.Skipped(definition.job(), start.tick(), SkipReason.NOT_YET, null);
        } else if (outcome instanceof TickWrite.Stale) {
            later(TickTrouble.FIRST_RETRY);
            event = reports.skipped(start.tick(), SkipReason.STALE_TERM);
        } else if (outcome instanceof TickWrite.Unknown unknown) {
            resolve(leadership, thread, next, unknown.cause());
        } else {
            later(TickTrouble.FIRST_RETRY);
            return true;
        }
        return false;
    }

    /** The answer is missing: the record tells. */
    private void resolve(Leadership leadership, StopInterrupts.Work thread, TickRecord claim, Throwable cause) {
        if (claims.read() instanceof TickRead.Found found
                && found.record().nonce().equals(claim.nonce())) {
            claimed(leadership, thread, claim);
        } else {
            troubled(cause);
        }
    }

    private void claimed(Leadership leadership, StopInterrupts.Work thread, TickRecord claim) {
        claims.forget();
        trouble.over();
        last = claim;
        boolean works = leadership.isValid() && !closed;
        if (!works) {
            event = reports.skipped(claim.tick(), SkipReason.LEADERSHIP_ENDED);
        }
        TickExecution.End end =
                works ? execution.run(leadership, thread, claim, () -> closed) : execution.end(claim, State.RETURNED);
        if (end.trouble() == null) {
            last = end.record();
        } else {
            troubled(end.trouble());
        }
        event = end.event() == null ? event : end.event();
    }

    // ---- waiting ---------------------------------------------------------------------------------------------------

    /** Nothing else is due before the store is asked again, or a store that fails would be asked without a pause. */
    /** If the store knows what it lacks, that sentence says more than the call that failed. */
    private void troubled(Throwable cause) {
        UnsafeStoreException missing = claims.missing();
        JobEvent.StoreFailed failure = new JobEvent.StoreFailed(definition.job(), missing == null ? cause : missing);
        event = failure;
        wakeAt = context.clock().instant().plus(trouble.failed(failure));
    }

    private void later(Duration delay) {
        Instant now = context.clock().instant();
        Instant at = now.plus(delay);
        Instant before = wakeAt;
        wakeAt = before == null || at.isBefore(before) || !before.isAfter(now) ? at : before;
    }
}
