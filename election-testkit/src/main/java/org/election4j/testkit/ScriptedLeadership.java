// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.election4j.Leadership;
import org.election4j.LeadershipLostException;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.spi.InterruptibleWork;
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
    private final CompletionStage<LossReason> view = signal.minimalCompletionStage();
    private final CompletableFuture<ResignOutcome> released = new CompletableFuture<>();
    private final List<InterruptibleWork> workers = new ArrayList<>();
    private volatile boolean stopped;
    private @Nullable LossReason reason;
    private int open = 1;
    private boolean announced;
    private final List<ScriptedPin> pins = new ArrayList<>();
    private @Nullable LossReason waiting;
    private Consumer<LossReason> onUnpinned = reason -> {};

    /** Holds a leadership until a time, or until it is closed. */
    private record ScriptedPin(long endNanos, Object identity) {}

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
        if (isGivenUp()) {
            left = Duration.ZERO;
        }
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
    public Pin pin(Duration atMost) {
        if (atMost.isNegative() || atMost.isZero()) {
            throw new IllegalArgumentException("the time of a pin must be positive, but is " + atMost);
        }
        ensure(atMost);
        synchronized (this) {
            if (waiting != null) {
                throw new LeadershipLostException("leadership of election '" + electionName + "' in term " + term
                        + " cannot be pinned for " + atMost + ": it is about to be given up (" + waiting + ")");
            }
            ScriptedPin pin = new ScriptedPin(ticker.nanos() + atMost.toNanos(), new Object());
            pins.add(pin);
            return () -> unpin(pin);
        }
    }

    private void unpin(ScriptedPin pin) {
        LossReason reason;
        synchronized (this) {
            pins.remove(pin);
            reason = isPinned() ? null : waiting;
        }
        if (reason != null) {
            onUnpinned.accept(reason);
        }
    }

    private boolean isPinned() {
        return pins.stream().anyMatch(pin -> ticker.nanos() - pin.endNanos() < 0);
    }

    /** Whether something waited for pins whose time is over by now. */
    private synchronized boolean isGivenUp() {
        return waiting != null && !isPinned();
    }

    /** Lets a change wait for the pins; false if there is none. The first change stays. */
    synchronized boolean defer(LossReason why) {
        if (!isPinned()) {
            return false;
        }
        waiting = waiting == null ? why : waiting;
        return true;
    }

    /** What to do when the last pin is closed that a change has waited for. */
    void onUnpinned(Consumer<LossReason> action) {
        onUnpinned = action;
    }

    @Override
    public CompletionStage<LossReason> stopSignal() {
        return view;
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

    synchronized InterruptibleWork beginWork() {
        InterruptibleWork work = InterruptibleWork.begin();
        workers.add(work);
        if (stopped) {
            work.interrupt();
        }
        return work;
    }

    synchronized void endWork(InterruptibleWork work) {
        workers.remove(work);
        work.end();
    }

    /** Gives the stop signal and interrupts the work; false if that was done before. */
    boolean stop(LossReason why) {
        synchronized (this) {
            if (reason != null) {
                return false;
            }
            reason = why;
            stopped = true;
            workers.forEach(InterruptibleWork::interrupt);
        }
        signal.complete(why);
        return true;
    }

    @Override
    public String toString() {
        return "Leadership[election=" + electionName + ", term=" + term + ", valid=" + isValid() + "]";
    }
}
