// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.election4j.spi.Attempt;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Everything the engine needs from the world: time, chance, threads. Production uses threads; tests and simulations use
 * virtual time.
 */
public interface EngineRuntime {

    /** How much later is {@link #later}. */
    long LATER_NANOS = 50_000_000;

    /** Where engine work runs. Work of one lane runs one piece at a time, in order. */
    enum Lane {
        /** Writes of the own session, and the reads that resolve them. Nothing else, so that nothing delays a heartbeat. */
        HEARTBEAT,
        /** All other store calls. */
        CAMPAIGN,
        /** Deadlines and stop signals. Never calls a store. */
        WATCHDOG
    }

    /** Whether what the engine has to say is for people; what happens in a rehearsal is not. */
    default boolean isHeard() {
        return true;
    }

    /** Elapsed time. */
    Ticker ticker();

    /** How often the ticker has jumped for a reason that may not be elapsed time; read it after the ticker. */
    default long unexplainedSteps() {
        return 0;
    }

    /** The date, for people and for the floor of terms. */
    Instant wallClock();

    /** A random id that was never used before. */
    UUID freshId();

    /** A number in [0, 1) to spread what would otherwise happen at once. */
    double jitter();

    /**
     * Runs something on a lane, later.
     *
     * @param lane where
     * @param delayNanos after how long; not positive means as soon as the lane is free
     * @param task what; must not throw
     * @return cancels it, if it has not begun
     */
    Timer schedule(Lane lane, long delayNanos, Runnable task);

    /**
     * Makes a store call on a lane and hands on its answer, on the same lane. Does not block the caller.
     *
     * @param lane where
     * @param attempt limits the call
     * @param call the call; turns exceptions into answers itself
     * @param then takes the answer
     * @param <T> the answer
     */
    <T> void call(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then);

    /**
     * Runs a piece of user code that may block.
     *
     * @param executor where; null for the candidate's own pool
     * @param task what
     */
    void callback(@Nullable Executor executor, Runnable task);

    /** Runs user code that hangs on a stop signal, without queueing behind callbacks. */
    void signal(Runnable task);

    /**
     * Runs something a little later, on a thread that exists already: for what could not be done for want of a thread.
     *
     * @param task what; must not block
     */
    default void later(Runnable task) {
        schedule(Lane.WATCHDOG, LATER_NANOS, task);
    }

    /**
     * Gives a lane another thread, because a store call does not return. What was scheduled on the lane is dropped; the call
     * may still be answered.
     *
     * @param lane which
     */
    default void replace(Lane lane) {
        // A runtime without threads has none that could hang.
    }

    /**
     * Runs leader work on a thread of its own.
     *
     * @param name the thread's name
     * @param task the work
     * @return interrupts it
     */
    Runnable work(String name, Runnable task);

    /**
     * Waits for something, for at most the given time. What could not be finished in time is left to run out. An interrupt
     * neither ends the waiting nor is lost.
     *
     * @param future what to wait for
     * @param limit for how long
     */
    void await(CompletableFuture<?> future, Duration limit);

    /** What stood still in this process since the given time, by the given ticker reading. */
    Pauses stallsSince(long nanos);

    /** Halts the JVM without shutdown hooks. */
    void halt();

    /** Ends all lanes. What is queued is dropped. */
    void shutdown();

    /** Cancels scheduled work. */
    @FunctionalInterface
    interface Timer {
        /** Cancels; no effect on work that has begun. */
        void cancel();
    }
}
