// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.util.HashSet;
import java.util.Set;
import org.election4j.Leadership;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the threads that work under a leadership when it has to stop. For code that runs tasks of others through {@link
 * org.election4j.LeaderElector#runIfLeader}, which by itself interrupts nothing.
 *
 * <p>One stage hangs on the stop signal of a leadership, however many works there are: a leadership may last for months, and what hangs
 * on its signal stays there. Make one per elector. Thread-safe; does not block.
 */
public final class StopInterrupts implements AutoCloseable {

    private @Nullable Running current;
    private boolean closed;

    /** What runs under one leadership. */
    private static final class Running {
        private final Leadership leadership;
        private final Set<InterruptibleWork> works = new HashSet<>();
        private boolean stopped;

        private Running(Leadership leadership, boolean stopped) {
            this.leadership = leadership;
            this.stopped = stopped;
        }

        private synchronized void add(InterruptibleWork work) {
            works.add(work);
            if (stopped) {
                work.interrupt();
            }
        }

        private synchronized void remove(InterruptibleWork work) {
            works.remove(work);
        }

        private synchronized void stop() {
            stopped = true;
            works.forEach(InterruptibleWork::interrupt);
        }
    }

    /** A piece of work under a leadership. */
    public static final class Work {
        private final Running running;
        private final InterruptibleWork work;

        private Work(Running running, InterruptibleWork work) {
            this.running = running;
            this.work = work;
        }

        /** Interrupts it for another reason than the stop signal, unless it has ended. From any thread. */
        public void interrupt() {
            work.interrupt();
        }

        /**
         * Ends it, on its thread, and settles the interrupts as {@link InterruptibleWork#end()} does.
         *
         * @return whether it was interrupted
         */
        public boolean end() {
            running.remove(work);
            return work.end();
        }
    }

    /** Nothing works yet. */
    public StopInterrupts() {}

    /**
     * From now on the calling thread is interrupted when the leadership stops; at once if it has stopped, or if this is closed.
     *
     * @param leadership what it works under
     * @return the work; end it on the same thread, in a {@code finally}
     */
    public Work begin(Leadership leadership) {
        Running running;
        boolean fresh;
        synchronized (this) {
            Running known = current;
            fresh = known == null || known.leadership != leadership;
            running = known == null || fresh ? new Running(leadership, closed) : known;
            current = running;
        }
        if (fresh) {
            leadership.stopSignal().thenRun(running::stop);
        }
        InterruptibleWork work = InterruptibleWork.begin();
        running.add(work);
        return new Work(running, work);
    }

    /** Interrupts what runs, and whatever comes later. Idempotent. */
    @Override
    public void close() {
        Running running;
        synchronized (this) {
            closed = true;
            running = current;
        }
        if (running != null) {
            running.stop();
        }
    }
}
