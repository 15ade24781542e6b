// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A watch for stores whose client has to be waited on for hints: keeps one channel open, on a daemon thread of its own,
 * and comes back after every failure. The pauses between two failures grow from half a second to half a minute.
 *
 * <p>Thread-safe. {@link #close()} ends the channel and waits for a second at most; no hint is delivered after it has
 * returned.
 */
public final class HintWatch implements LeaseStore.Watch {

    private static final Logger LOG = System.getLogger(HintWatch.class.getName());
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long JOIN_MILLIS = 1_000;

    private final Opener opener;
    private final HintListener target;
    private final HintListener guarded = new Guarded();
    private final Thread thread;
    private final Object lock = new Object();

    private @Nullable Channel channel;
    private boolean closed;
    private @Nullable Boolean flowing;
    private boolean flowed;

    /** A connection that hints come over. Used by one thread, but for {@link #close()}. */
    public interface Channel extends AutoCloseable {
        /**
         * Waits for hints and hands them on until the channel ends. Blocks.
         *
         * @param hints where to hand them. To be told {@code flowing(true)} as soon as it is certain that hints arrive,
         *     which also says that some may have been missed before
         * @throws Exception if the channel has failed; its message must name no secret. A channel that returns after
         *     hints flowed is followed by another at once, and they are taken to flow meanwhile
         */
        void listen(HintListener hints) throws Exception;

        /** Ends the channel, also from another thread while it is listened to. Idempotent, and never throws. */
        @Override
        void close();
    }

    /** Makes channels. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Makes a channel. May block while it connects.
         *
         * @return a channel that was not used before
         * @throws Exception if there is none; its message must name no secret
         */
        Channel open() throws Exception;
    }

    private HintWatch(String threadName, Opener opener, HintListener target) {
        this.opener = requireNonNull(opener, "opener");
        this.target = requireNonNull(target, "target");
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    /**
     * Begins to listen. Returns at once.
     *
     * @param threadName what to call the thread
     * @param opener makes the channels
     * @param target where to deliver hints
     * @return the watch
     */
    public static HintWatch start(String threadName, Opener opener, HintListener target) {
        HintWatch listener = new HintWatch(threadName, opener, target);
        listener.thread.start();
        return listener;
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        while (!isClosed()) {
            flowed = false;
            boolean ended = listen();
            if (flowed) {
                pause = FIRST_PAUSE_MILLIS;
            }
            if (!ended || !flowed) {
                flowsNoMore();
                pause(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private void flowsNoMore() {
        try {
            flow(false);
        } catch (Throwable e) {
            // Not told: to be told again after the next failure.
            flowing = null;
            report(e);
        }
    }

    /** Listens until the channel ends; false if it has failed. */
    private boolean listen() {
        try (Channel opened = opener.open()) {
            if (use(opened)) {
                opened.listen(guarded);
            }
            return true;
        } catch (Throwable e) {
            // An Error, too: a watch that ended here would let candidates believe for ever that hints flow.
            report(e);
            return false;
        } finally {
            use(null);
        }
    }

    private void report(Throwable failure) {
        try {
            LOG.log(Level.DEBUG, () -> thread.getName() + ": no hints, polling: " + failure.getMessage());
        } catch (Throwable e) {
            failure.addSuppressed(e);
        }
    }

    private void flow(boolean now) {
        deliver(hints -> {
            if (flowing == null || flowing != now) {
                flowing = now;
                hints.flowing(now);
            }
        });
    }

    private void deliver(Consumer<HintListener> hint) {
        synchronized (lock) {
            if (!closed) {
                hint.accept(target);
            }
        }
    }

    private boolean use(@Nullable Channel opened) {
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
                channel.close();
            }
        }
        awaitEnd();
    }

    /** The channel is gone soon, or when connecting has failed. */
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

    /** Delivers nothing once the listener is closed. */
    private final class Guarded implements HintListener {

        @Override
        public void changed(String electionName) {
            deliver(hints -> hints.changed(electionName));
        }

        @Override
        public void missed() {
            deliver(HintListener::missed);
        }

        @Override
        public void flowing(boolean now) {
            flowed |= now;
            flow(now);
            if (now) {
                missed();
            }
        }
    }
}
