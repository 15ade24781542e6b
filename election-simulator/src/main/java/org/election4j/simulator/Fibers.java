// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Code that may block in simulated time. Each fiber is a real thread, but only one thread of a story runs at a time: who
 * blocks hands the turn back to the story, and gets it again from an event.
 */
final class Fibers implements AutoCloseable {

    private final Semaphore story = new Semaphore(0);
    private final List<Fiber> alive = new ArrayList<>();
    private @Nullable ExecutorService threads;
    private @Nullable Fiber current;
    private boolean ended;

    /** Unwinds a fiber when its story is over. */
    static final class EndOfStory extends Error {
        private static final long serialVersionUID = 1;

        EndOfStory() {
            super("the story is over", null, false, false);
        }
    }

    /** One thread that takes turns with the story. */
    final class Fiber {
        private final Semaphore turn = new Semaphore(0);
        private boolean waiting;
        private boolean interruptible;
        private boolean interrupted;

        /** Blocks until somebody continues this fiber. Called by the fiber itself. */
        void block() {
            waiting = true;
            story.release();
            turn.acquireUninterruptibly();
            if (ended) {
                throw new EndOfStory();
            }
        }

        /** Blocks until somebody continues or interrupts this fiber. */
        void blockInterruptibly() throws InterruptedException {
            interruptible = true;
            if (!interrupted) {
                block();
            }
            interruptible = false;
            if (interrupted) {
                interrupted = false;
                throw new InterruptedException();
            }
        }

        /** Gives a blocked fiber its turn, until it blocks again or ends. Called by the story. */
        void resume() {
            if (waiting) {
                waiting = false;
                turnTo(this);
            }
        }

        /** Interrupts the fiber. Called by the story. */
        void interrupt() {
            interrupted = true;
            if (interruptible) {
                resume();
            }
        }
    }

    /** The fiber that runs now; null if it is the story itself. */
    @Nullable
    Fiber current() {
        return current;
    }

    /** Runs something as a fiber on a thread of a pool, until it first blocks or ends. */
    Fiber start(Runnable task) {
        return start(task, threads());
    }

    /** Runs something as a fiber on a thread that nobody else ever runs on, as leader work does. */
    Fiber startAlone(Runnable task) {
        return start(task, alone -> thread(alone).start());
    }

    private Fiber start(Runnable task, Executor executor) {
        Fiber fiber = new Fiber();
        alive.add(fiber);
        executor.execute(() -> {
            fiber.turn.acquireUninterruptibly();
            try {
                task.run();
            } catch (EndOfStory e) {
                // That is all.
            } finally {
                alive.remove(fiber);
                story.release();
            }
        });
        turnTo(fiber);
        return fiber;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "fiber");
        thread.setDaemon(true);
        return thread;
    }

    private ExecutorService threads() {
        ExecutorService pool = threads;
        if (pool == null) {
            pool = Executors.newCachedThreadPool(Fibers::thread);
            threads = pool;
        }
        return pool;
    }

    private void turnTo(Fiber fiber) {
        Fiber before = current;
        current = fiber;
        fiber.turn.release();
        story.acquireUninterruptibly();
        current = before;
    }

    /** Ends all fibers that are still blocked. */
    @Override
    public void close() {
        ended = true;
        while (!alive.isEmpty()) {
            turnTo(alive.get(alive.size() - 1));
        }
        if (threads != null) {
            threads.shutdown();
        }
    }
}
