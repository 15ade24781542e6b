// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs the callbacks of one elector one at a time and in order, on somebody else's threads. Thread-safe. */
final class CallbackQueue {

    private final EngineRuntime runtime;
    private final @Nullable Executor executor;
    private final EngineLog log;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable Thread runner;
    private boolean scheduled;
    private boolean closed;

    CallbackQueue(EngineRuntime runtime, @Nullable Executor executor, EngineLog log) {
        this.runtime = runtime;
        this.executor = executor;
        this.log = log;
    }

    /** Queues a callback. Never runs it on the calling thread. */
    void submit(Runnable callback) {
        synchronized (this) {
            if (closed) {
                return;
            }
            waiting.add(callback);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        runtime.callback(executor, this::runAll);
    }

    private void runAll() {
        Runnable next = take();
        while (next != null) {
            try {
                next.run();
            } catch (Throwable e) {
                log.callbackFailed("callback", e);
            }
            next = take();
        }
    }

    private synchronized @Nullable Runnable take() {
        Runnable next = closed ? null : waiting.poll();
        scheduled = next != null;
        runner = next == null ? null : Thread.currentThread();
        if (next == null) {
            notifyAll();
        }
        return next;
    }

    /** Whether the calling thread is inside a callback of this queue. */
    synchronized boolean isCurrentThread() {
        return Thread.currentThread() == runner;
    }

    /** Nothing that has not begun is run any more. */
    synchronized void close() {
        closed = true;
        waiting.clear();
    }
}
