// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.Pauses;
import org.election4j.spi.Attempt;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a race: user code runs on threads of its own at once, as in production. Time stands still, and the lanes
 * of the engine take no part.
 */
final class RaceRuntime implements EngineRuntime {

    private final List<Thread> threads = new ArrayList<>();
    private boolean ended;

    /** Waits for all threads, also for those that they start. */
    void join() {
        for (List<Thread> some = takeThreads(); !some.isEmpty(); some = takeThreads()) {
            some.forEach(Races::join);
        }
    }

    private synchronized List<Thread> takeThreads() {
        List<Thread> some = new ArrayList<>(threads);
        threads.clear();
        return some;
    }

    private synchronized void start(Runnable task) {
        if (!ended) {
            Thread thread = new Thread(task);
            threads.add(thread);
            thread.start();
        }
    }

    @Override
    public void callback(@Nullable Executor executor, Runnable task) {
        start(task);
    }

    @Override
    public void signal(Runnable task) {
        start(task);
    }

    @Override
    public Runnable work(String name, Runnable task) {
        start(task);
        return () -> {};
    }

    @Override
    public synchronized void shutdown() {
        ended = true;
    }

    @Override
    public Ticker ticker() {
        return () -> 0;
    }

    @Override
    public Instant wallClock() {
        return Instant.EPOCH;
    }

    @Override
    public UUID freshId() {
        throw noPart();
    }

    @Override
    public double jitter() {
        throw noPart();
    }

    @Override
    public Timer schedule(Lane lane, long delayNanos, Runnable task) {
        throw noPart();
    }

    @Override
    public <T> void call(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then) {
        throw noPart();
    }

    @Override
    public void await(CompletableFuture<?> future, Duration limit) {
        throw noPart();
    }

    @Override
    public Pauses stallsSince(long nanos) {
        throw noPart();
    }

    @Override
    public void halt() {
        throw noPart();
    }

    private static UnsupportedOperationException noPart() {
        return new UnsupportedOperationException("takes no part in a race");
    }
}
