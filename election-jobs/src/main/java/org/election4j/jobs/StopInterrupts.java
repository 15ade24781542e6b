// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.util.HashSet;
import java.util.Set;
import org.election4j.Leadership;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the threads that work under a leadership when it has to stop.
 *
 * <p>One stage hangs on the stop signal of a leadership, however many runs there are: a leadership may last for months.
 */
final class StopInterrupts {

    private final Set<Work> running = new HashSet<>();
    private @Nullable Leadership hooked;
    private boolean closed;

    /** A thread that works under a leadership; compared by identity. */
    static final class Work {
        private final Thread thread;
        private final Leadership leadership;
        private boolean interrupted;

        private Work(Thread thread, Leadership leadership) {
            this.thread = thread;
            this.leadership = leadership;
        }
    }

    /** From now on the calling thread is interrupted when the leadership stops. */
    Work enter(Leadership leadership) {
        Work work = new Work(Thread.currentThread(), leadership);
        boolean hook;
        synchronized (this) {
            running.add(work);
            hook = hooked != leadership;
            hooked = leadership;
            if (closed) {
                interrupt(work);
            }
        }
        if (hook) {
            leadership.stopSignal().thenRun(() -> stop(leadership));
        }
        return work;
    }

    private synchronized void stop(Leadership leadership) {
        running.stream().filter(work -> work.leadership == leadership).forEach(StopInterrupts::interrupt);
    }

    private static void interrupt(Work work) {
        work.interrupted = true;
        work.thread.interrupt();
    }

    /** From here on the thread is not interrupted any more. */
    synchronized void exit(Work work) {
        running.remove(work);
    }

    /** Takes back an interrupt that was meant for work that is over, unless the thread works on for somebody else here. */
    synchronized void forget(Work work) {
        boolean worksOn = running.stream().anyMatch(other -> other.thread == work.thread && other.interrupted);
        if (work.interrupted && !worksOn) {
            Thread.interrupted();
        }
    }

    /** Interrupts everything, and whatever comes later. */
    synchronized void close() {
        closed = true;
        running.forEach(StopInterrupts::interrupt);
    }
}
