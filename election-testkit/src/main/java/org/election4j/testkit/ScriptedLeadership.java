// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.election4j.Leadership;
import org.election4j.LeadershipLostException;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/** A leadership that lasts until a test ends it, or until its time is over. */
final class ScriptedLeadership implements Leadership {

    /** What remains of a leadership that a test has not limited. */
    static final Duration UNLIMITED = Duration.ofDays(365);

    private final String electionName;
    private final long term;
    private final Ticker ticker;
    private final @Nullable Long endNanos;
    private final CompletableFuture<LossReason> signal = new CompletableFuture<>();
    private final CompletableFuture<ResignOutcome> released = new CompletableFuture<>();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean stopped;
    private @Nullable LossReason reason;
    private int open = 1;
    private boolean announced;

    ScriptedLeadership(String electionName, long term, Ticker ticker, @Nullable Duration validity) {
        this.electionName = electionName;
        this.term = term;
        this.ticker = ticker;
        this.endNanos = validity == null ? null : Long.valueOf(ticker.nanos() + validity.toNanos());
    }

    @Override
    public String electionName() {
        return electionName;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public boolean isValid() {
        return !remaining().isZero();
    }

    @Override
    public Duration remaining() {
        if (stopped) {
            return Duration.ZERO;
        }
        Duration left = endNanos == null ? UNLIMITED : Duration.ofNanos(Math.max(0, endNanos - ticker.nanos()));
        // Over once is over for ever.
        stopped = left.isZero();
        return left;
    }

    @Override
    public void ensure(Duration atLeast) {
        Duration left = remaining();
        if (left.isZero() || left.compareTo(atLeast) < 0) {
            throw new LeadershipLostException("leadership of election '" + electionName + "' in term " + term
                    + " must be valid for another " + atLeast + ", but is for " + left);
        }
    }

    @Override
    public CompletionStage<LossReason> stopSignal() {
        return signal.minimalCompletionStage();
    }

    /** Completes when everything of this leadership has returned. */
    CompletionStage<ResignOutcome> released() {
        return released.minimalCompletionStage();
    }

    void markReleased() {
        released.complete(ResignOutcome.RELEASED);
    }

    /** Somebody has heard of this leadership, and shall hear of its end. */
    synchronized void announce() {
        announced = true;
    }

    synchronized boolean isAnnounced() {
        return announced;
    }

    /** Why it ended. */
    synchronized LossReason reason() {
        return requireNonNull(reason, "reason");
    }

    /** Counts user code in; false once the leadership is over. */
    synchronized boolean enter() {
        if (reason != null || !isValid()) {
            return false;
        }
        open++;
        return true;
    }

    /** Counts something out; true for the last one. */
    synchronized boolean leave() {
        open--;
        return open == 0;
    }

    synchronized void working(Thread thread, boolean begins) {
        if (begins) {
            workers.add(thread);
        } else {
            workers.remove(thread);
        }
    }

    /** Gives the stop signal and interrupts the work; false if that was done before. */
    boolean stop(LossReason why) {
        synchronized (this) {
            if (reason != null) {
                return false;
            }
            reason = why;
            stopped = true;
            workers.forEach(Thread::interrupt);
        }
        signal.complete(why);
        return true;
    }

    @Override
    public String toString() {
        return "Leadership[election=" + electionName + ", term=" + term + ", valid=" + isValid() + "]";
    }
}
