// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines in order, on a thread where waiting harms nobody. A log may block, on a full disk or a stopped terminal;
 * on a lane of the engine it would then hold up heartbeats and stop signals. Thread-safe.
 */
public final class LogQueue {

    /** More lines than the losses of ten thousand elections make at once. */
    private static final int MOST = 50_000;

    private final Consumer<Runnable> threads;
    private final LongConsumer leftOut;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean begun;
    private boolean ended;
    private long dropped;

    /**
     * A queue.
     *
     * @param threads runs a task that may block, later and on another thread
     * @param leftOut told how many lines were dropped once the log is quick again after it could not keep up
     */
    public LogQueue(Consumer<Runnable> threads, LongConsumer leftOut) {
        this.threads = threads;
        this.leftOut = leftOut;
    }

    /** Writes a line as soon as those before it are written; right here once the threads have ended. */
    public void submit(Runnable line) {
        boolean here;
        synchronized (this) {
            if (waiting.size() >= MOST) {
                dropped++;
                return;
            }
            waiting.add(line);
            if (writing) {
                return;
            }
            writing = true;
            here = ended;
            if (!here) {
                start();
            }
        }
        if (here) {
            writeAll();
        }
    }

    private void start() {
        try {
            threads.accept(this::writeAll);
        } catch (Throwable e) {
            // The line stays in the queue: the next one asks for a thread again.
            writing = false;
            throw e;
        }
    }

    private void writeAll() {
        if (!begin()) {
            return;
        }
        for (Runnable line = next(); line != null; line = next()) {
            try {
                line.run();
            } catch (Throwable e) {
                // A log that throws is nobody to complain to.
            }
        }
    }

    /** One thread writes at a time; another that was asked for comes too late. */
    private synchronized boolean begin() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    private synchronized @Nullable Runnable next() {
        Runnable line = waiting.poll();
        if (line == null && dropped > 0) {
            long count = dropped;
            dropped = 0;
            line = () -> leftOut.accept(count);
        }
        writing = line != null;
        begun = writing;
        return line;
    }

    /** From here on no other thread can be had: writes right here what waits for one that was asked for and did not come. */
    public void end() {
        boolean here;
        synchronized (this) {
            ended = true;
            here = writing && !begun;
        }
        if (here) {
            writeAll();
        }
    }
}
