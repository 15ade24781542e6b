// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs when they are due and this process leads: one daemon thread for the timing, and one for each run. Ticks are
 * dates, and dates can be set, so it looks at the date at least every ten seconds.
 */
final class TickTimer {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final LeaderElector elector;
    private final InstantSource clock;
    private final JobLog log;
    private final @Nullable Executor executor;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable Thread thread;
    private boolean closed;
    private boolean changed;

    /** A job, and the term in which it was last looked at. */
    private static final class Entry {
        private final TickRunner runner;
        private long term;
        private boolean busy;
        private Instant notBefore = Instant.MIN;

        private Entry(TickRunner runner) {
            this.runner = runner;
        }

        /** At once in a new term, else when the job itself says so. */
        private @Nullable Instant dueAt(Leadership leadership) {
            Instant at = term == leadership.term() ? runner.wakeAt() : Instant.MIN;
            return at == null || at.isAfter(notBefore) ? at : notBefore;
        }
    }

    TickTimer(Jobs.Builder settings, JobLog log) {
        this.elector = settings.elector;
        this.clock = settings.clock;
        this.executor = settings.executor;
        this.log = log;
    }

    synchronized void add(TickRunner runner) {
        entries.add(new Entry(runner));
        if (thread == null) {
            thread = daemon("election4j-" + elector.electionName() + "-jobs", this::loop);
            thread.start();
        }
        changed = true;
        notifyAll();
    }

    /** Looks at all jobs again: somebody else has run one of them, or changed when it is due. */
    synchronized void look() {
        changed = true;
        notifyAll();
    }

    synchronized void remove(TickRunner runner) {
        entries.removeIf(entry -> entry.runner == runner);
    }

    synchronized void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
        notifyAll();
    }

    private static Thread daemon(String name, Runnable task) {
        Thread made = new Thread(task, name);
        made.setDaemon(true);
        return made;
    }

    private void loop() {
        while (!isClosed()) {
            try {
                Optional<Leadership> leadership = elector.awaitLeadership(LONGEST_WAIT);
                if (leadership.isPresent()) {
                    pause(round(leadership.get()));
                } else {
                    follow();
                }
            } catch (InterruptedException e) {
                // Closed; or somebody else's interrupt, which ends nothing.
            } catch (RuntimeException | Error e) {
                log.unexpected("(timer)", e);
                pauseQuietly();
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Hands everything that is due to its thread; gives how long to wait for the next. */
    private synchronized Duration round(Leadership leadership) {
        Instant now = clock.instant();
        Duration wait = LONGEST_WAIT;
        for (Entry entry : entries) {
            Instant dueAt = entry.dueAt(leadership);
            if (dueAt == null || entry.busy || entry.runner.isRunning()) {
                continue;
            }
            if (dueAt.isAfter(now)) {
                Duration left = Duration.between(now, dueAt);
                wait = left.compareTo(wait) < 0 ? left : wait;
            } else {
                entry.term = leadership.term();
                launch(entry, now);
            }
        }
        return wait;
    }

    private void launch(Entry entry, Instant now) {
        entry.busy = true;
        Runnable run = () -> {
            try {
                entry.runner.runDue();
            } finally {
                done(entry);
            }
        };
        try {
            if (executor == null) {
                daemon("election4j-" + elector.electionName() + "-job", run).start();
            } else {
                executor.execute(run);
            }
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            entry.busy = false;
            entry.term = 0;
            entry.notBefore = now.plus(LONGEST_WAIT);
            log.unexpected("(timer)", e);
        }
    }

    private synchronized void done(Entry entry) {
        entry.busy = false;
        changed = true;
        notifyAll();
    }

    /** Not leading: what is left to do needs no leadership. */
    private void follow() throws InterruptedException {
        List<Entry> all;
        synchronized (this) {
            all = List.copyOf(entries);
        }
        all.forEach(entry -> entry.runner.follow());
        if (elector.status().state() == ElectorStatus.State.CLOSED) {
            // Waiting for a closed elector returns at once.
            pause(LONGEST_WAIT);
        }
    }

    private synchronized void pause(Duration wait) throws InterruptedException {
        long millis = Math.max(1, wait.toMillis());
        // What changed since the last round is looked at before anything is waited for.
        if (!closed && !changed) {
            TimeUnit.MILLISECONDS.timedWait(this, millis);
        }
        changed = false;
    }

    private void pauseQuietly() {
        try {
            pause(LONGEST_WAIT);
        } catch (InterruptedException e) {
            // The loop looks whether it is closed.
        }
    }
}
