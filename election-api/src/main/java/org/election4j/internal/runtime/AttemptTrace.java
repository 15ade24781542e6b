// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import org.election4j.Heartbeat;
import org.election4j.spi.Attempt;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/** One store call: its time limit, and when it reached which point. Written by one thread, read after the call. */
public final class AttemptTrace implements Attempt {

    private final Ticker ticker;
    private final Instant due;
    private final long dueNanos;
    private final long startedNanos;
    private final long deadlineNanos;
    private volatile @Nullable Long connectedNanos;
    private volatile @Nullable Long sentNanos;
    private volatile @Nullable Long endedNanos;
    private volatile boolean replied;
    private volatile boolean unreachable;
    private volatile boolean heartbeat;
    private volatile String outcome = "under way";

    public AttemptTrace(Ticker ticker, Instant wallClock, long dueNanos, long startedNanos, long limitNanos) {
        this.ticker = ticker;
        this.dueNanos = dueNanos;
        this.startedNanos = startedNanos;
        this.deadlineNanos = startedNanos + limitNanos;
        this.due = wallClock.minusNanos(startedNanos - dueNanos);
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - ticker.nanos()));
    }

    @Override
    public void connected() {
        if (connectedNanos == null) {
            connectedNanos = ticker.nanos();
        }
    }

    @Override
    public void sent() {
        if (sentNanos == null) {
            sentNanos = ticker.nanos();
        }
    }

    @Override
    public void replied() {
        endedNanos = ticker.nanos();
        replied = true;
    }

    @Override
    public void unreachable() {
        unreachable = true;
    }

    /** Marks the call as one that people are to see, not one that looks after another. */
    public AttemptTrace asHeartbeat() {
        heartbeat = true;
        return this;
    }

    public boolean isHeartbeat() {
        return heartbeat;
    }

    public void ended(String what, long now) {
        if (endedNanos == null) {
            endedNanos = now;
        }
        outcome = what;
    }

    public long startedNanos() {
        return startedNanos;
    }

    /** When the call is to have ended. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** How long the call might take. */
    public long limitNanos() {
        return deadlineNanos - startedNanos;
    }

    public boolean wasReplied() {
        return replied;
    }

    public long threadWaitNanos() {
        return Math.max(0, startedNanos - dueNanos);
    }

    /**
     * From the start to a connection; to the end if there never was one; zero if the store does not tell, or if it says that
     * the server was waited for all the time.
     */
    public long connectionWaitNanos(long now) {
        if (unreachable) {
            return 0;
        }
        Long connected = connectedNanos;
        if (connected != null) {
            return connected - startedNanos;
        }
        return sentNanos == null && !replied ? end(now) - startedNanos : 0;
    }

    /** From the request to the answer, or to giving up; zero if it was not sent. */
    public long storeWaitNanos(long now) {
        Long sent = unreachable || (sentNanos == null && replied) ? Long.valueOf(startedNanos) : sentNanos;
        return sent == null ? 0 : end(now) - sent;
    }

    private long end(long now) {
        Long ended = endedNanos;
        return ended == null ? now : ended;
    }

    public Heartbeat heartbeat() {
        Long connected = connectedNanos;
        Long sent = sentNanos;
        Long ended = endedNanos;
        return new Heartbeat(
                due,
                Duration.ofNanos(threadWaitNanos()),
                connected == null ? null : Duration.ofNanos(connected - startedNanos),
                sent == null || ended == null ? null : Duration.ofNanos(ended - sent),
                outcome);
    }
}
