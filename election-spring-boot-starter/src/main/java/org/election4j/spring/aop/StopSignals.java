// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.util.HashSet;
import java.util.Set;
import org.election4j.Leadership;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the threads that work under a leadership when its stop signal comes. It hangs on each stop signal once, however
 * many calls there are: a leadership may last for months, and what hangs on its signal stays there. Thread-safe.
 */
final class StopSignals {

    private @Nullable Running current;

    /** Notes that the calling thread works from now on. */
    synchronized Work begin(Leadership leadership) {
        Running running = current;
        if (running == null || running.leadership != leadership) {
            Running fresh = new Running(leadership);
            current = fresh;
            leadership.stopSignal().thenRun(fresh::stop);
            running = fresh;
        }
        return running.add();
    }

    /** What runs under one leadership. */
    private static final class Running {
        private final Leadership leadership;
        private final Set<Work> works = new HashSet<>();
        private boolean stopped;

        Running(Leadership leadership) {
            this.leadership = leadership;
        }

        synchronized Work add() {
            Work work = new Work(this, Thread.currentThread());
            works.add(work);
            if (stopped) {
                work.interrupt();
            }
            return work;
        }

        synchronized void stop() {
            stopped = true;
            works.forEach(Work::interrupt);
        }

        synchronized boolean remove(Work work) {
            works.remove(work);
            if (work.interrupted) {
                // Meant for the work that has just returned, not for what its thread does next.
                Thread.interrupted();
            }
            return stopped;
        }
    }

    /** One call. */
    static final class Work {
        private final Running running;
        private final Thread thread;
        private boolean interrupted;

        Work(Running running, Thread thread) {
            this.running = running;
            this.thread = thread;
        }

        private void interrupt() {
            interrupted = true;
            thread.interrupt();
        }

        /** The call has returned, on its own thread. Says whether the stop signal had come. */
        boolean end() {
            return running.remove(this);
        }
    }
}
