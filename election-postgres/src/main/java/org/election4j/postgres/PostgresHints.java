// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.election4j.spi.Hints;
import org.election4j.spi.LeaseStore;
import org.jspecify.annotations.Nullable;

/**
 * Listens for hints on a connection and a thread of its own, and comes back after every failure. The only thread of this
 * module.
 */
final class PostgresHints implements LeaseStore.Watch {

    private static final Logger LOG = System.getLogger(PostgresHints.class.getName());
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long JOIN_MILLIS = 1_000;

    private final PostgresTables tables;
    private final DataSource listenOn;
    private final DataSource notifyOn;
    private final Hints hints;
    private final Thread thread;
    private final Object lock = new Object();

    private @Nullable HintChannel channel;
    private boolean closed;
    private @Nullable Boolean flowing;

    /**
     * Hints that do not flow yet.
     *
     * @param listenOn gives the connection that listens
     * @param notifyOn gives another connection, to test whether a hint arrives
     */
    PostgresHints(PostgresTables tables, DataSource listenOn, DataSource notifyOn, Hints hints) {
        this.tables = tables;
        this.listenOn = listenOn;
        this.notifyOn = notifyOn;
        this.hints = hints;
        this.thread = new Thread(this::run, "election4j-postgres-hints");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        while (!isClosed()) {
            if (listen()) {
                pause = FIRST_PAUSE_MILLIS;
            }
            flow(false);
            pause(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    /** Listens until something fails; true if hints have flowed meanwhile. */
    private boolean listen() {
        boolean flowed = false;
        try (HintChannel opened = HintChannel.open(listenOn, tables)) {
            if (use(opened)) {
                opened.test(notifyOn);
                flow(true);
                flowed = true;
                deliver(Hints::missed);
                while (!isClosed()) {
                    opened.next().forEach(this::deliver);
                }
            }
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "no hints from " + tables.election() + ", polling: " + Withheld.message(e));
        } finally {
            use(null);
        }
        return flowed;
    }

    private void flow(boolean now) {
        deliver(target -> {
            if (flowing == null || flowing != now) {
                flowing = now;
                target.flowing(now);
            }
        });
    }

    private void deliver(Consumer<Hints> hint) {
        synchronized (lock) {
            if (!closed) {
                hint.accept(hints);
            }
        }
    }

    private boolean use(@Nullable HintChannel opened) {
        synchronized (lock) {
            channel = opened;
            return !closed;
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    private void pause(long millis) {
        synchronized (lock) {
            long end = System.nanoTime() + millis * 1_000_000;
            try {
                for (long left = millis; !closed && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                    lock.wait(left);
                }
            } catch (InterruptedException e) {
                closed = true;
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            if (channel != null) {
                channel.abort();
            }
        }
        awaitEnd();
    }

    /** No hint is delivered any more; the connection is gone soon, or when connecting has failed. */
    private void awaitEnd() {
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
