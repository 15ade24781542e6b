// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.election4j.spi.Hints;
import org.election4j.spi.LeaseStore;
import org.jspecify.annotations.Nullable;

/**
 * Listens for hints on a connection and a thread of its own, and comes back after every failure. The only thread of this
 * module.
 */
final class RedisHints implements LeaseStore.Watch {

    private static final Logger LOG = System.getLogger(RedisHints.class.getName());
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long JOIN_MILLIS = 1_000;

    private final RedisKeys keys;
    private final Lines lines;
    private final Calls calls;
    private final Hints hints;
    private final Thread thread;
    private final Object lock = new Object();

    private @Nullable HintChannel channel;
    private boolean closed;
    private @Nullable Boolean flowing;

    RedisHints(RedisKeys keys, Lines lines, Calls calls, Hints hints) {
        this.keys = keys;
        this.lines = lines;
        this.calls = calls;
        this.hints = hints;
        this.thread = new Thread(this::run, "election4j-redis-hints");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        while (!isClosed()) {
            HintChannel opened = new HintChannel(keys.hints(), lines, calls, this);
            String end = listen(opened);
            if (opened.flowed()) {
                pause = FIRST_PAUSE_MILLIS;
            }
            if (!opened.wasQuiet()) {
                LOG.log(Level.DEBUG, () -> "no hints of namespace " + keys.namespace() + ", polling: " + end);
                flow(false);
                pause(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    /** Listens until something fails, and says what. */
    private String listen(HintChannel opened) {
        try {
            if (use(opened)) {
                opened.listen();
            }
            return "closed";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        } finally {
            use(null);
            opened.abort();
        }
    }

    /** Hints flow, and some may have been missed before. */
    void flows() {
        flow(true);
        deliver(Hints::missed);
    }

    private void flow(boolean now) {
        deliver(target -> {
            if (flowing == null || flowing != now) {
                flowing = now;
                target.flowing(now);
            }
        });
    }

    void deliver(Consumer<Hints> hint) {
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
