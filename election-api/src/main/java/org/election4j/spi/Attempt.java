// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.time.Duration;

/**
 * One try of one store call: how long it may take, and what the store reports about its progress.
 *
 * <p>The marks explain a slow heartbeat later: waiting for a connection, waiting for the server and waiting for a thread
 * are three different illnesses. Marks are given in the order of the methods; one that does not apply is left out. A call
 * that takes several requests repeats them: the first connection, the first request and the last reply count. Marks cost
 * nothing and never fail.
 *
 * <p>An attempt is used by one call, on one thread. A call that is made when no time remains may do anything but take
 * long.
 */
public interface Attempt {

    /**
     * The time this attempt may still take. A store passes it on to its driver as statement and socket time limit, so
     * that a black-holed server never holds the calling thread much longer.
     *
     * @return the remaining time; {@link Duration#ZERO} when it is used up, never negative
     */
    Duration remaining();

    /** Mark: a connection to the store was obtained from wherever connections come from. */
    void connected();

    /** Mark: the request is about to be handed to the network. */
    void sent();

    /** Mark: the store's answer has arrived. */
    void replied();

    /**
     * Mark: there was no connection because none could be made, not because all were in use. The attempt waited for the
     * store then, whatever lies between; without this mark it counts as waiting for a pool.
     */
    default void unreachable() {}

    /**
     * An attempt that takes at most the given time and forgets its marks: for tools and tests that call a store
     * directly.
     *
     * @param limit the longest the attempt may take; positive
     * @return the attempt, started now
     * @throws IllegalArgumentException if the limit is not positive
     */
    static Attempt within(Duration limit) {
        return new UnmarkedAttempt(Ticker.system(), limit);
    }
}
