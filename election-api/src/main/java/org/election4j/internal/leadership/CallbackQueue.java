// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.election4j.internal.runtime.EngineLog;
import org.election4j.internal.runtime.EngineRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of one elector one at a time and in order, on somebody else's threads. Thread-safe.
 *
 * <p>What is queued are steps of the engine that call user code through {@link #call}. Once the queue is closed the steps
 * still run, so that nothing waits for them in vain, and the calls do not.
 */
public final class CallbackQueue {

    private final EngineRuntime runtime;
    private final @Nullable Executor executor;
    private final EngineLog log;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> silent = new CompletableFuture<>();
    private @Nullable Thread runner;
    private boolean scheduled;
    private long sinceNanos;
    private boolean calling;
    private boolean closed;

    public CallbackQueue(EngineRuntime runtime, @Nullable Executor executor, EngineLog log) {
        this.runtime = runtime;
        this.executor = executor;
        this.log = log;
    }

    /** Queues a step. Never runs it on the calling thread. */
    public void submit(Runnable step) {
        synchronized (this) {
            waiting.add(step);
            if (scheduled) {
                return;
            }
            scheduled = true;
            sinceNanos = runtime.ticker().nanos();
        }
        try {
            runtime.callback(executor, this::runAll);
        } catch (Throwable e) {
            // The step stays in the queue: the next one asks for a thread again.
            synchronized (this) {
                scheduled = runner != null;
            }
            throw e;
        }
    }

    /** For how long the next step has been waiting for a thread; zero if none waits. */
    public synchronized long waitingNanos(long now) {
        return scheduled && runner == null ? now - sinceNanos : 0;
    }

    private void runAll() {
        Runnable next = isTaken() ? null : take();
        boolean interrupted = false;
        while (next != null) {
            try {
                next.run();
            } catch (Throwable e) {
                log.callbackFailed("callback", e);
            }
            // An interrupt of one callback must not reach the next; the thread's owner gets it back.
            interrupted |= Thread.interrupted();
            next = take();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes on without a callback that will never return, because its thread ends the JVM. */
    public void leaveBehind(Predicate<Thread> lost) {
        synchronized (this) {
            Thread thread = runner;
            if (thread == null || !lost.test(thread)) {
                return;
            }
            runner = null;
            end();
            scheduled = !waiting.isEmpty();
            if (!scheduled) {
                return;
            }
        }
        runtime.callback(null, this::runAll);
    }

    /** An executor that fails may have queued the work all the same. */
    private synchronized boolean isTaken() {
        return runner != null;
    }

    private synchronized @Nullable Runnable take() {
        Runnable next = waiting.poll();
        scheduled = next != null;
        runner = next == null ? null : Thread.currentThread();
        return next;
    }

    /** Calls user code from within a step, unless this queue was closed. */
    public void call(Runnable userCode) {
        if (begin()) {
            try {
                userCode.run();
            } finally {
                end();
            }
        }
    }

    private synchronized boolean begin() {
        calling = !closed;
        return calling;
    }

    private synchronized void end() {
        calling = false;
        if (closed) {
            silent.complete(null);
        }
    }

    /** Whether the calling thread is inside a callback of this queue. */
    public synchronized boolean isCurrentThread() {
        return Thread.currentThread() == runner;
    }

    /** Calls no user code any more. */
    public synchronized void close() {
        closed = true;
        if (!calling) {
            silent.complete(null);
        }
    }

    /** Done when this queue was closed and the user code that had begun before has returned. */
    public CompletableFuture<Void> silent() {
        return silent;
    }
}
