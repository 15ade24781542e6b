// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.election4j.spi.StopInterrupts;
import org.jspecify.annotations.Nullable;

/**
 * How long runs may take. A run that takes longer is interrupted and reported, and again when it has taken twice, four times and
 * so on as long. One daemon thread for all runs of a {@link Jobs}, which ends when it has nothing to do. Thread-safe.
 */
final class RunLimit {

    private final ScheduledThreadPoolExecutor timer;

    RunLimit(String name) {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /**
     * Watches the run of the calling thread.
     *
     * @param limit how long it may take; null for as long as it likes
     * @param overdue told how long it has taken by now, and where it stands
     */
    Watched watch(
            @Nullable Duration limit, StopInterrupts.Work work, BiConsumer<Duration, List<StackTraceElement>> overdue) {
        Watched watched = new Watched(Thread.currentThread(), work, overdue);
        if (limit != null) {
            watched.schedule(limit, limit);
        }
        return watched;
    }

    /** A run under way. */
    final class Watched {
        private final Thread thread;
        private final StopInterrupts.Work work;
        private final BiConsumer<Duration, List<StackTraceElement>> overdue;
        private boolean over;
        private boolean interrupted;

        private Watched(
                Thread thread, StopInterrupts.Work work, BiConsumer<Duration, List<StackTraceElement>> overdue) {
            this.thread = thread;
            this.work = work;
            this.overdue = overdue;
        }

        private void schedule(Duration in, Duration taken) {
            var unused = timer.schedule(() -> expired(taken), in.toNanos(), TimeUnit.NANOSECONDS);
        }

        private void expired(Duration taken) {
            List<StackTraceElement> where;
            synchronized (this) {
                if (over) {
                    return;
                }
                where = List.of(thread.getStackTrace());
                interrupted = true;
                work.interrupt();
            }
            schedule(taken, taken.multipliedBy(2));
            overdue.accept(taken, where);
        }

        /** The run has returned; says whether it was interrupted for taking too long. */
        synchronized boolean returned() {
            over = true;
            return interrupted;
        }
    }
}
