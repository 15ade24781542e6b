// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.election4j.Leadership;
import org.election4j.LeadershipLostException;
import org.election4j.LossReason;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/** A leadership as users see it: valid until it was stopped or its session's time is over, whichever comes first. */
public final class LeadershipHandle implements Leadership {

    private final String electionName;
    private final long term;
    private final ValidityCell cell;
    private final Ticker ticker;
    private final Pinning pinning;
    private @Nullable CompletableFuture<LossReason> signal;
    private @Nullable CompletionStage<LossReason> view;
    private @Nullable LossReason reason;
    private volatile boolean stopped;

    /** Grants pins. */
    @FunctionalInterface
    public interface Pinning {
        /** See {@link Leadership#pin}. */
        Pin pin(LeadershipHandle handle, Duration atMost);
    }

    public LeadershipHandle(String electionName, long term, ValidityCell cell, Ticker ticker, Pinning pinning) {
        this.electionName = electionName;
        this.term = term;
        this.cell = cell;
        this.ticker = ticker;
        this.pinning = pinning;
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
        return !stopped && cell.isOpen(ticker);
    }

    @Override
    public Duration remaining() {
        return isValid() ? Duration.ofNanos(cell.remaining(ticker)) : Duration.ZERO;
    }

    @Override
    public void ensure(Duration atLeast) {
        requireNonNull(atLeast, "atLeast");
        Duration left = remaining();
        if (left.isZero() || left.compareTo(atLeast) < 0) {
            throw new LeadershipLostException("leadership of election '" + electionName + "' in term " + term
                    + " must be valid for another " + atLeast + ", but is for " + left);
        }
    }

    @Override
    public Pin pin(Duration atMost) {
        return pinning.pin(this, atMost);
    }

    @Override
    public CompletionStage<LossReason> stopSignal() {
        synchronized (this) {
            CompletionStage<LossReason> stage = view;
            if (stage == null) {
                CompletableFuture<LossReason> future =
                        reason == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(reason);
                signal = future;
                // One for all: each further one would hang on the future for as long as the leadership lasts.
                stage = future.minimalCompletionStage();
                view = stage;
            }
            return stage;
        }
    }

    /** Makes this leadership invalid, without calling any user code. */
    public void invalidate() {
        stopped = true;
    }

    /**
     * Remembers the reason of the stop.
     *
     * @return what to run, on a thread for user code, to tell those who hang on the stop signal; null if nobody does
     */
    synchronized @Nullable Runnable signalled(LossReason why) {
        reason = why;
        CompletableFuture<LossReason> future = signal;
        return future == null ? null : () -> future.complete(why);
    }

    @Override
    public String toString() {
        return "Leadership[election=" + electionName + ", term=" + term + ", valid=" + isValid() + "]";
    }
}
