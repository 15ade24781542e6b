// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last tick of each job: one record per job, replaced by compare-and-set on its nonce; and which jobs are paused.
 *
 * <p>That one write is what makes a tick run on one candidate. Whoever starts a tick replaces the record of the tick before;
 * of several who try, with whatever clocks and in whatever terms, one is applied. The fence and the store's clock are
 * further conditions of the same atomic step.
 *
 * <p>As with {@link LeaseStore} a call is a single attempt of about {@link Attempt#remaining()} with outcomes that are
 * values, an exception counts as unknown, and a read that begins after a write was acknowledged sees that write or a later
 * one. The records belong to the namespace of a lease store: the election that a write names is looked up there.
 * Thread-safe; all calls block.
 */
public interface TickStore {

    /**
     * Reads the record of a job, and whether the job is paused. The two may be read one after the other.
     *
     * @param job the job
     * @param attempt the time limit and the marks
     * @return the record, its absence, or unknown
     */
    TickRead read(String job, Attempt attempt);

    /**
     * Starts a tick: replaces the record of the job, if it still is the expected one, the term in the new record leads its
     * election, and the tick is not later than the store's clock. Checks and write are one atomic step. A store without a
     * clock never answers {@link TickWrite.Early}; one that cannot look at the election in the same step says so in its
     * documentation and looks just before.
     *
     * @param expected the nonce of the record to replace; null if there is to be none
     * @param next the record to write; {@link TickRecord.State#STARTED}
     * @param attempt the time limit and the marks
     * @return applied, rejected, stale, early, or unknown
     */
    TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt);

    /**
     * Writes down how a run ended: replaces the record of the job, if it still is the expected one. Neither the term nor the
     * clock is looked at: what is over is over, whoever leads by now.
     *
     * @param expected the nonce of the record to replace
     * @param next the record to write
     * @param attempt the time limit and the marks
     * @return applied, rejected, or unknown
     */
    TickWrite end(UUID expected, TickRecord next, Attempt attempt);

    /**
     * Pauses a job, or writes a new pause over the one it has. Nothing else is looked at or changed: anybody may do it, leader or not, also
     * before the first tick. The pause is a fact that reads show; {@link #start} does not look at it.
     *
     * @param pause the pause
     * @param attempt the time limit and the marks
     * @return applied; rejected if somebody else paused or resumed the job at the same moment; or unknown
     */
    TickWrite pause(TickPause pause, Attempt attempt);

    /**
     * Takes the pause of a job away, if it has one.
     *
     * @param job the job
     * @param attempt the time limit and the marks
     * @return applied, also if it was not paused; rejected if somebody else paused or resumed the job at the same moment; or unknown
     */
    TickWrite resume(String job, Attempt attempt);

    /**
     * Checks that ticks can be recorded here. Called when jobs with ticks start, so that what is missing is told then and
     * not at the first tick. Blocks. A store that wraps another passes this on. The default checks nothing.
     *
     * @param attempt the time limit and the marks
     * @throws UnsafeStoreException if something is missing that somebody has to change; the message says what
     * @throws LeaseStoreException if the store could not be asked
     */
    default void probe(Attempt attempt) {}

    /**
     * Names this store for log lines and messages. Never contains a credential.
     *
     * @return one short line
     */
    String describe();
}
