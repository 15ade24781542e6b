// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.RunOutcome;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickWrite;
import org.election4j.spi.Ticker;
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

    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);
    private static final int MOST_TRIES = 3;

    private final String job;
    private final TickPolicy policy;
    private final TickWork work;
    private final LeaderElector elector;
    private final LeaderRuns runs;
    private final TickClaims claims;
    private final JobLog log;
    private final InstantSource clock;
    private final Instant since;
    private final Ticker ticker = Ticker.system();
    private final AtomicBoolean running = new AtomicBoolean();

    private volatile @Nullable TickRecord last;
    private volatile @Nullable Instant wakeAt;
    private volatile boolean closed;
    private boolean probed;
    private Duration retry = FIRST_RETRY;
    private Duration ahead = Duration.ZERO;
    private Instant missedUntil = Instant.MIN;
    private @Nullable UUID reported;

    TickRunner(
            String job,
            TickPolicy policy,
            TickWork work,
            LeaderElector elector,
            LeaderRuns runs,
            TickClaims claims,
            JobLog log,
            InstantSource clock) {
        this.job = job;
        this.policy = policy;
        this.work = work;
        this.elector = elector;
        this.runs = runs;
        this.claims = claims;
        this.log = log;
        this.clock = clock;
        this.since = clock.instant();
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

    /** Whether a run is under way. */
    boolean isRunning() {
        return running.get();
    }

    /** Writes down how a run ended if that was not possible before; needs no leadership. */
    void writeEnd() {
        if (claims.hasEndToWrite() && running.compareAndSet(false, true)) {
            try {
                claims.writeEnd();
            } finally {
                running.set(false);
            }
        }
    }

    void runDue() {
        if (!running.compareAndSet(false, true)) {
            skipped(null, SkipReason.STILL_RUNNING);
            return;
        }
        try {
            runIfLeader();
        } finally {
            running.set(false);
        }
    }

    /** What is missing is told at the start, to standbys, too, and not when they are needed. */
    private void probe() {
        probed = true;
        UnsafeStoreException missing = claims.missing();
        if (missing != null) {
            log.tell(new JobEvent.StoreFailed(job, missing));
        }
    }

    private void runIfLeader() {
        if (closed) {
            return;
        }
        if (!probed) {
            probe();
        }
        RunOutcome<Boolean> outcome = runs.quietly((leadership, work) -> {
            for (int tries = 1; pass(leadership) && tries < MOST_TRIES; tries++) {}
            return true;
        });
        if (outcome instanceof RunOutcome.NotLeader<Boolean> follower) {
            wakeAt = null;
            log.tell(new JobEvent.Skipped(job, null, SkipReason.NOT_LEADING, follower.leader()));
        } else if (outcome instanceof RunOutcome.Failed<Boolean> failed) {
            later(LAST_RETRY);
            log.unexpected(job, failed.cause());
        }
    }

    /** Looks once; true if the record has changed meanwhile, and so it is worth to look again. */
    private boolean pass(Leadership leadership) {
        Throwable trouble = claims.writeEnd();
        TickRead read = trouble == null ? claims.read() : new TickRead.Unknown(trouble);
        if (read instanceof TickRead.Unknown unknown) {
            troubled(unknown.cause());
            return false;
        }
        TickRecord record = read instanceof TickRead.Found found ? found.record() : null;
        last = record;
        log.recovered(job);
        learn(read);
        boolean untouched = record != null && claims.isUntouched(record);
        TickPlan plan = TickPlan.of(policy, new TickPlan.Facts(since, record, untouched, leadership.term(), now()));
        wakeAt = plan.wakeAt() == null ? null : plan.wakeAt().plus(ahead);
        report(plan, record);
        if (plan.start() != null) {
            return claim(leadership, record, plan.start());
        }
        retry = FIRST_RETRY;
        return false;
    }

    /** The date, by the slower of this clock and the store's. */
    private Instant now() {
        return clock.instant().minus(ahead);
    }

    /** Learns how far this clock is ahead of the store's: else a tick would look too late before it is due. */
    private void learn(TickRead read) {
        Instant storeTime = read instanceof TickRead.Found found
                ? found.storeTime()
                : read instanceof TickRead.Absent absent ? absent.storeTime() : null;
        if (storeTime != null) {
            Duration difference = Duration.between(storeTime, clock.instant());
            ahead = difference.isNegative() ? Duration.ZERO : difference;
        }
    }

    // ---- claiming --------------------------------------------------------------------------------------------------

    private boolean claim(Leadership leadership, @Nullable TickRecord before, TickPlan.Start start) {
        TickRecord next = new TickRecord(
                job,
                start.tick(),
                State.STARTED,
                leadership.electionName(),
                leadership.term(),
                elector.candidate().id(),
                WholeMillis.cut(clock.instant()),
                null,
                start.missed(),
                start.attempt(),
                UUID.randomUUID());
        TickWrite outcome = claims.start(before == null ? null : before.nonce(), next);
        if (outcome instanceof TickWrite.Applied) {
            claimed(leadership, next);
        } else if (outcome instanceof TickWrite.Early early) {
            later(Duration.between(early.storeTime(), start.tick()));
        } else if (outcome instanceof TickWrite.Stale) {
            later(FIRST_RETRY);
            skipped(start.tick(), SkipReason.STALE_TERM);
        } else if (outcome instanceof TickWrite.Unknown unknown) {
            resolve(leadership, next, unknown.cause());
        } else {
            later(FIRST_RETRY);
            return true;
        }
        return false;
    }

    /** The answer is missing: the record tells. */
    private void resolve(Leadership leadership, TickRecord claim, Throwable cause) {
        if (claims.read() instanceof TickRead.Found found
                && found.record().nonce().equals(claim.nonce())) {
            claimed(leadership, claim);
        } else {
            troubled(cause);
        }
    }

    private void claimed(Leadership leadership, TickRecord claim) {
        claims.forget();
        retry = FIRST_RETRY;
        last = claim;
        if (leadership.isValid() && !closed) {
            run(leadership, claim);
        } else {
            skipped(claim.tick(), SkipReason.LEADERSHIP_ENDED);
            end(claim, State.RETURNED);
        }
    }

    // ---- working ---------------------------------------------------------------------------------------------------

    private void run(Leadership leadership, TickRecord claim) {
        long start = ticker.nanos();
        Exception failure = null;
        try {
            work.run(new TickRun(job, claim.tick(), leadership, claim.missed(), claim.attempt()));
        } catch (Exception e) {
            failure = e;
        } catch (Error e) {
            end(claim, State.FAILED);
            throw e;
        }
        Duration took = Duration.ofNanos(ticker.nanos() - start);
        boolean valid = leadership.isValid();
        if (failure == null) {
            end(claim, State.FINISHED);
            log.tell(new JobEvent.Ran(job, claim.tick(), claim.term(), took, valid));
        } else {
            boolean stopped = !valid || closed || failure instanceof InterruptedException;
            end(claim, stopped ? State.INTERRUPTED : State.FAILED);
            log.tell(new JobEvent.Failed(job, claim.tick(), claim.term(), took, failure, valid));
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    /** An interrupt that was meant for the work must not reach the store call that says how it ended. */
    private void end(TickRecord claim, State state) {
        boolean interrupted = Thread.interrupted();
        TickRecord ended = claim.ended(state, clock.instant(), UUID.randomUUID());
        Throwable trouble = claims.end(claim.nonce(), ended);
        if (trouble == null) {
            last = ended;
        } else {
            troubled(trouble);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- reporting -------------------------------------------------------------------------------------------------

    private void report(TickPlan plan, @Nullable TickRecord record) {
        TickCounter.Gap missed = plan.missed();
        if (missed != null && missed.last().isAfter(missedUntil)) {
            tellMissed(missed);
            missedUntil = missed.last();
        }
        if (record == null || record.nonce().equals(reported)) {
            return;
        }
        Instant next = plan.wakeAt();
        boolean rerun = plan.start() != null && plan.start().tick().equals(record.tick());
        if (plan.unfinished()) {
            reported = record.nonce();
            log.tell(new JobEvent.Unfinished(job, record, rerun));
        } else if (isAhead(record)) {
            reported = record.nonce();
            skipped(next, SkipReason.RECORD_IS_AHEAD);
        }
    }

    /** What was told before is not told again. */
    private void tellMissed(TickCounter.Gap missed) {
        TickCounter.Gap news = missed.first().isAfter(missedUntil)
                ? missed
                : new TickCounter(policy.schedule())
                        .between(missedUntil, missed.last().plusMillis(1));
        if (news != null) {
            log.tell(new JobEvent.Missed(job, news.first(), news.last(), news.count()));
        }
    }

    /** Whether ticks that are still to come would be taken for run. */
    private boolean isAhead(TickRecord record) {
        Instant next = new TickCounter(policy.schedule()).next(now());
        return next != null && record.tick().isAfter(next);
    }

    private void skipped(@Nullable Instant tick, SkipReason reason) {
        log.tell(new JobEvent.Skipped(job, tick, reason, null));
    }

    private void troubled(Throwable cause) {
        UnsafeStoreException missing = claims.missing();
        log.tell(new JobEvent.StoreFailed(job, missing == null ? cause : missing));
        later(retry);
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
    }

    private void later(Duration delay) {
        Instant at = clock.instant().plus(delay);
        Instant before = wakeAt;
        wakeAt = before == null || at.isBefore(before) ? at : before;
    }
}
