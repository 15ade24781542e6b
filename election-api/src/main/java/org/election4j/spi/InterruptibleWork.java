// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of user code on a thread, which somebody else may interrupt. It is the one owner of such interrupts: leader work of the
 * engine, jobs, and guarded methods of Spring all go through it, so they can be nested in any order, on one thread, for one election
 * or for several.
 *
 * <p>A thread has one interrupt flag, whoever set it. So each thread keeps its nest of works, and:
 *
 * <ul>
 *   <li>an interrupt reaches the thread only while its work is on it, never what the thread does next;
 *   <li>an interrupt of an outer work that arrives inside an inner one is still pending when the inner one has ended, whatever the inner
 *       one did with the flag;
 *   <li>an interrupt of an inner work is taken back when that ends, because the outer code goes on.
 * </ul>
 *
 * <p>An interrupt by somebody else cannot be told apart while the work itself is interrupted; else it is left alone.
 */
public final class InterruptibleWork {

    // A property of the thread, like the flag that it accounts for. Removed with the outermost work.
    private static final ThreadLocal<@Nullable Nest> NESTS = new ThreadLocal<>();

    private final Nest nest;
    private boolean interrupted;
    private boolean owed;

    /** The works of one thread, the innermost last. Its monitor guards their fields: between a look and a flag nothing else comes. */
    private static final class Nest {
        private final Thread thread = Thread.currentThread();
        private final List<InterruptibleWork> works = new ArrayList<>();
    }

    private InterruptibleWork(Nest nest) {
        this.nest = nest;
    }

    /**
     * Begins a piece of work on the calling thread, inside of what that thread works on already.
     *
     * @return the work; end it on the same thread, in a {@code finally}
     */
    public static InterruptibleWork begin() {
        Nest known = NESTS.get();
        Nest nest = known == null ? new Nest() : known;
        if (known == null) {
            NESTS.set(nest);
        }
        InterruptibleWork work = new InterruptibleWork(nest);
        synchronized (nest) {
            boolean outer = nest.works.stream().anyMatch(other -> other.interrupted);
            work.owed = outer && nest.thread.isInterrupted();
            nest.works.add(work);
        }
        return work;
    }

    /** Interrupts the work, unless it has ended. May be called from any thread, and more than once. Does not block. */
    public void interrupt() {
        interrupt(nest.thread::interrupt);
    }

    /**
     * The same, for runtimes that have their own way to interrupt a thread.
     *
     * @param how interrupts the thread; not called if the work has ended
     */
    public void interrupt(Runnable how) {
        synchronized (nest) {
            int at = nest.works.indexOf(this);
            if (at >= 0) {
                interrupted = true;
                nest.works.subList(at + 1, nest.works.size()).forEach(inner -> inner.owed = true);
                how.run();
            }
        }
    }

    /**
     * Ends the work. To be called on its thread, once.
     *
     * @return whether it was interrupted through this object
     * @throws IllegalStateException if it is not the innermost work of this thread
     */
    public boolean end() {
        synchronized (nest) {
            int last = nest.works.size() - 1;
            if (nest.thread != Thread.currentThread() || last < 0 || nest.works.get(last) != this) {
                throw new IllegalStateException(
                        "only the innermost work of a thread can end, on that thread; this one began on "
                                + nest.thread);
            }
            nest.works.remove(last);
            if (last == 0) {
                NESTS.remove();
            }
            if (owed) {
                Thread.currentThread().interrupt();
            } else if (interrupted) {
                Thread.interrupted();
            }
            return interrupted;
        }
    }
}
