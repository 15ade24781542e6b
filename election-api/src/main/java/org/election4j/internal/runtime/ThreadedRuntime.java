// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.election4j.OverrunPolicy;
import org.election4j.spi.Attempt;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The engine in production: one platform thread per lane, daemons all, and pools for user code that grow on demand and
 * shrink when idle.
 */
public final class ThreadedRuntime implements EngineRuntime {

    private static final int CALLBACK_THREADS = 64;
    private static final long IDLE_SECONDS = 10;

    private final String candidateId;
    private final Ticker ticker;
    private final EngineLog log;
    private final Map<Lane, ScheduledThreadPoolExecutor> lanes = new EnumMap<>(Lane.class);
    private final ThreadPoolExecutor callbacks;
    private final ThreadPoolExecutor signals;
    private final PauseSampler stalls;
    private final ScheduledFuture<?> sampling;

    /**
     * Gives a task to an idle thread if there is one, else asks for a new thread, and keeps it only when there are enough
     * of them. The pool's own order is the other way round: it starts a thread although others are idle.
     */
    @SuppressWarnings("serial") // Nobody writes it anywhere.
    private static final class IdleFirstQueue extends LinkedTransferQueue<Runnable> {

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        /** No thread is idle and there are enough of them: the next one that is done takes it. */
        void enqueue(Runnable task, ThreadPoolExecutor pool) {
            if (pool.isShutdown()) {
                throw new RejectedExecutionException("the candidate is closed");
            }
            super.offer(task);
            if (pool.getPoolSize() == 0 && remove(task)) {
                // This thread stood still while all the others ended.
                pool.execute(task);
            }
        }
    }

    public ThreadedRuntime(String candidateId, Ticker ticker) {
        this.candidateId = candidateId;
        this.ticker = ticker;
        this.log = new EngineLog(candidateId, Runnable::run);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, lane(lane));
        }
        IdleFirstQueue waiting = new IdleFirstQueue();
        this.callbacks = new ThreadPoolExecutor(
                0, CALLBACK_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, waiting, numbered("callback"), waiting::enqueue);
        this.signals = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), numbered("signal"));
        this.stalls = new PauseSampler(ticker);
        sampling = executor(Lane.WATCHDOG)
                .scheduleWithFixedDelay(stalls::sample, 0, PauseSampler.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private ScheduledThreadPoolExecutor lane(Lane lane) {
        String name = "election4j-" + lane.name().toLowerCase(java.util.Locale.ROOT) + "-" + candidateId;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> daemon(task, name));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    private ScheduledThreadPoolExecutor executor(Lane lane) {
        return requireNonNull(lanes.get(lane));
    }

    private ThreadFactory numbered(String kind) {
        AtomicInteger number = new AtomicInteger();
        return task -> daemon(task, "election4j-" + kind + "-" + candidateId + "-" + number.incrementAndGet());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public long unexplainedSteps() {
        return ticker instanceof SystemTicker system ? system.unexplainedSteps() : 0;
    }

    @Override
    public Instant wallClock() {
        return Instant.now();
    }

    @Override
    public UUID freshId() {
        return UUID.randomUUID();
    }

    @Override
    public double jitter() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public Timer schedule(Lane lane, long delayNanos, Runnable task) {
        try {
            ScheduledFuture<?> future = executor(lane).schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public <T> void call(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then) {
        try {
            executor(lane).execute(() -> then.accept(call.apply(attempt)));
        } catch (RejectedExecutionException e) {
            log.debug("a store call was dropped: the candidate is closed");
        }
    }

    @Override
    public void callback(@Nullable Executor executor, Runnable task) {
        if (executor == null) {
            execute(callbacks, task);
            return;
        }
        // A user's executor may run the task right here; this thread is the engine's, so hand over on another one.
        execute(signals, () -> {
            try {
                executor.execute(task);
            } catch (Throwable e) {
                log.callbackFailed("the callback executor", e);
                execute(callbacks, task);
            }
        });
    }

    @Override
    public void signal(Runnable task) {
        execute(signals, task);
    }

    private void execute(ThreadPoolExecutor pool, Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("a callback was dropped: the candidate is closed");
        }
    }

    @Override
    public Runnable work(String name, Runnable task) {
        Thread thread = daemon(task, name);
        thread.start();
        return thread::interrupt;
    }

    @Override
    public void await(CompletableFuture<?> future, Duration limit) {
        long deadline = SystemTicker.INSTANCE.nanos() + Nanos.of(limit);
        boolean interrupted = false;
        boolean waiting = true;
        while (waiting) {
            try {
                future.get(deadline - SystemTicker.INSTANCE.nanos(), TimeUnit.NANOSECONDS);
                waiting = false;
            } catch (InterruptedException e) {
                // Cut short, a farewell would leave the election to run out instead of handing it on.
                interrupted = true;
            } catch (ExecutionException | TimeoutException e) {
                waiting = false;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Pauses stallsSince(long nanos) {
        return stalls.since(nanos);
    }

    @Override
    public void halt() {
        Runtime.getRuntime().halt(OverrunPolicy.HALT_EXIT_CODE);
    }

    @Override
    public void shutdown() {
        sampling.cancel(false);
        lanes.values().forEach(ScheduledThreadPoolExecutor::shutdownNow);
        callbacks.shutdown();
        signals.shutdown();
    }
}
