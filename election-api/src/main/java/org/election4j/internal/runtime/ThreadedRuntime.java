// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.election4j.OverrunPolicy;
import org.election4j.spi.Attempt;
import org.election4j.spi.RandomIds;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The engine in production: one platform thread per lane, daemons all, and pools for user code that grow on demand and
 * shrink when idle.
 */
public final class ThreadedRuntime implements EngineRuntime {

    private static final int CALLBACK_THREADS = 64;
    private static final long IDLE_SECONDS = 10;

    /** Two turns of looking around: more time has passed than the executor may know of. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(2 * PauseSampler.PERIOD_MILLIS);

    private final String candidateId;
    private final Ticker ticker;
    private final EngineLog log;
    private final RandomIds ids = new RandomIds();
    private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
    private final Map<Lane, ScheduledThreadPoolExecutor> lanes = new ConcurrentHashMap<>();
    private final Queue<ScheduledThreadPoolExecutor> replaced = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor callbacks;
    private final ThreadPoolExecutor signals;
    private final PauseSampler stalls;
    private final ScheduledFuture<?> sampling;
    private long lookedNanos;

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
        this.log = new EngineLog(candidateId, this::signal);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, lane(lane));
        }
        IdleFirstQueue waiting = new IdleFirstQueue();
        this.callbacks = new ThreadPoolExecutor(
                0, CALLBACK_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, waiting, numbered("callback"), waiting::enqueue);
        this.signals = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), numbered("signal"));
        this.stalls = new PauseSampler(ticker);
        this.lookedNanos = ticker.nanos();
        sampling = executor(Lane.WATCHDOG)
                .scheduleWithFixedDelay(this::lookAround, 0, PauseSampler.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Every {@value PauseSampler#PERIOD_MILLIS} ms, whatever happens: a periodic task that throws is never run again. */
    private void lookAround() {
        try {
            stalls.sample();
            long now = ticker.nanos();
            if (now - lookedNanos > LATE_NANOS) {
                pending.forEach(Pending::hurry);
            }
            lookedNanos = now;
            lanes.values().forEach(ThreadPoolExecutor::prestartCoreThread);
            for (int count = later.size(); count > 0; count--) {
                runLater();
            }
        } catch (Throwable e) {
            log.internalError(e);
        }
    }

    private void runLater() {
        Runnable task = later.poll();
        if (task != null) {
            try {
                task.run();
            } catch (Throwable e) {
                log.internalError(e);
            }
        }
    }

    /** A scheduled task. The executor's clock stands still while the system is suspended; the ticker does not. */
    private final class Pending implements Runnable, Timer {
        private final Lane lane;
        private final long dueNanos;
        private final Runnable task;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable ScheduledFuture<?> future;

        Pending(Lane lane, long dueNanos, Runnable task) {
            this.lane = lane;
            this.dueNanos = dueNanos;
            this.task = task;
        }

        void arm(long delayNanos) {
            future = executor(lane).schedule(this, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        }

        /** Time has passed that the executor does not know of. */
        void hurry() {
            long left = dueNanos - ticker.nanos();
            ScheduledFuture<?> armed = future;
            if (armed != null && armed.getDelay(TimeUnit.NANOSECONDS) > Math.max(0, left)) {
                armed.cancel(false);
                arm(left);
            }
        }

        @Override
        public void run() {
            if (!over.getAndSet(true)) {
                pending.remove(this);
                task.run();
            }
        }

        @Override
        public void cancel() {
            over.set(true);
            pending.remove(this);
            ScheduledFuture<?> armed = future;
            if (armed != null) {
                armed.cancel(false);
            }
        }
    }

    private ScheduledThreadPoolExecutor lane(Lane lane) {
        String name = "election4j-" + lane.name().toLowerCase(java.util.Locale.ROOT) + "-" + candidateId;
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> daemon(task, name));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // From here on no timer needs a new thread.
        executor.prestartCoreThread();
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
        return ids.next();
    }

    @Override
    public double jitter() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public Timer schedule(Lane lane, long delayNanos, Runnable task) {
        Pending timer = new Pending(lane, ticker.nanos() + delayNanos, task);
        pending.add(timer);
        try {
            timer.arm(delayNanos);
        } catch (RejectedExecutionException e) {
            // The candidate is closed: nothing is to run any more.
            timer.cancel();
        }
        return timer;
    }

    @Override
    public <T> void call(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then) {
        try {
            executor(lane).execute(() -> then.accept(call.apply(attempt)));
        } catch (RejectedExecutionException e) {
            // The candidate is closed: nobody waits for an answer.
            return;
        }
    }

    @Override
    public void later(Runnable task) {
        later.add(task);
    }

    @Override
    public void replace(Lane lane) {
        ScheduledThreadPoolExecutor fresh = lane(lane);
        ScheduledThreadPoolExecutor hanging = requireNonNull(lanes.put(lane, fresh));
        replaced.removeIf(ThreadPoolExecutor::isTerminated);
        replaced.add(hanging);
        hanging.shutdown();
        if (signals.isShutdown()) {
            fresh.shutdown();
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
                keepTrying(() -> execute(callbacks, task));
            }
        });
    }

    @Override
    public void signal(Runnable task) {
        execute(signals, task);
    }

    private static void execute(ThreadPoolExecutor pool, Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            // The candidate is closed: what user code was still to be told, nobody waits for.
            return;
        }
    }

    /** There may be no thread at this moment. */
    private void keepTrying(Runnable request) {
        try {
            request.run();
        } catch (Throwable e) {
            later.add(() -> keepTrying(request));
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
                // If the release were cut short, the others would have to wait for a lease.
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
        callbacks.shutdown();
        signals.shutdown();
        lanes.values().forEach(ScheduledThreadPoolExecutor::shutdownNow);
        replaced.forEach(ScheduledThreadPoolExecutor::shutdownNow);
        pending.clear();
    }
}
