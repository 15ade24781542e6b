// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.election4j.spi.Attempt;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * A runtime whose requests are not lost when a process has no thread or no memory left. A request that throws is made once
 * more at once, then again and again a little later, and with each request that follows. So nobody who asks for a thread
 * has to think of what to undo. Leader work is the exception: without a thread the leadership ends. Thread-safe.
 */
public final class RetryingRuntime implements EngineRuntime {

    private final EngineRuntime runtime;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Throwable failure;

    /** Wraps a runtime. */
    public RetryingRuntime(EngineRuntime runtime) {
        this.runtime = runtime;
    }

    /** What keeps requests waiting; null if none waits. */
    public @Nullable String trouble() {
        Throwable cause = failure;
        return cause == null || waiting.isEmpty() ? null : "no thread to be had, trying again: " + cause;
    }

    private void place(Runnable request) {
        if (!waiting.isEmpty()) {
            placeWaiting();
        }
        boolean placed = isPlaced(request);
        if (!placed) {
            placed = isPlaced(request);
        }
        if (!placed) {
            waiting.add(request);
            placeLater();
        }
    }

    private boolean isPlaced(Runnable request) {
        try {
            request.run();
            return true;
        } catch (Throwable e) {
            failure = e;
            return false;
        }
    }

    private void placeLater() {
        try {
            runtime.later(() -> {
                placeWaiting();
                if (!waiting.isEmpty()) {
                    placeLater();
                }
            });
        } catch (Throwable e) {
            // The next request tries again what waits.
            failure = e;
        }
    }

    private void placeWaiting() {
        for (int count = waiting.size(); count > 0; count--) {
            Runnable request = waiting.poll();
            if (request != null && !isPlaced(request)) {
                waiting.add(request);
            }
        }
    }

    /** A request that has thrown may have been heard all the same. */
    private static Runnable once(Runnable task) {
        AtomicBoolean begun = new AtomicBoolean();
        return () -> {
            if (!begun.getAndSet(true)) {
                task.run();
            }
        };
    }

    @Override
    public Timer schedule(Lane lane, long delayNanos, Runnable task) {
        Scheduled scheduled = new Scheduled(once(task));
        long atNanos = ticker().nanos() + delayNanos;
        place(() -> scheduled.placed(runtime.schedule(lane, atNanos - ticker().nanos(), scheduled)));
        return scheduled::cancel;
    }

    private static final class Scheduled implements Runnable {
        private final Runnable task;
        private volatile boolean cancelled;
        private volatile @Nullable Timer timer;

        Scheduled(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!cancelled) {
                task.run();
            }
        }

        void placed(Timer placed) {
            timer = placed;
            if (cancelled) {
                placed.cancel();
            }
        }

        void cancel() {
            cancelled = true;
            Timer placed = timer;
            if (placed != null) {
                placed.cancel();
            }
        }
    }

    @Override
    public <T> void call(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then) {
        AtomicBoolean begun = new AtomicBoolean();
        place(() -> runtime.<Runnable>call(
                lane,
                attempt,
                given -> {
                    if (begun.getAndSet(true)) {
                        return () -> {};
                    }
                    T answer = call.apply(given);
                    return () -> then.accept(answer);
                },
                Runnable::run));
    }

    @Override
    public void callback(@Nullable Executor executor, Runnable task) {
        Runnable once = once(task);
        place(() -> runtime.callback(executor, once));
    }

    @Override
    public void signal(Runnable task) {
        Runnable once = once(task);
        place(() -> runtime.signal(once));
    }

    @Override
    public void later(Runnable task) {
        runtime.later(task);
    }

    @Override
    public void replace(Lane lane) {
        place(() -> runtime.replace(lane));
    }

    @Override
    public Runnable work(String name, Runnable task) {
        return runtime.work(name, task);
    }

    @Override
    public boolean isHeard() {
        return runtime.isHeard();
    }

    @Override
    public Ticker ticker() {
        return runtime.ticker();
    }

    @Override
    public long unexplainedSteps() {
        return runtime.unexplainedSteps();
    }

    @Override
    public Instant wallClock() {
        return runtime.wallClock();
    }

    @Override
    public UUID freshId() {
        return runtime.freshId();
    }

    @Override
    public double jitter() {
        return runtime.jitter();
    }

    @Override
    public void await(CompletableFuture<?> future, Duration limit) {
        runtime.await(future, limit);
    }

    @Override
    public Pauses stallsSince(long nanos) {
        return runtime.stallsSince(nanos);
    }

    @Override
    public void halt() {
        runtime.halt();
    }

    @Override
    public void shutdown() {
        runtime.shutdown();
    }
}
