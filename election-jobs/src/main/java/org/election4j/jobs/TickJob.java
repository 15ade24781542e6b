// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.util.Optional;
import org.election4j.spi.TickRecord;

/**
 * A job of which each tick is started on one candidate.
 *
 * <p>What it promises, and what not:
 *
 * <ul>
 *   <li>A tick is <em>claimed</em> by one compare-and-set in the store before any work runs, and claimed ticks only rise. So with
 *       {@link Unfinished#leave()} each tick is started at most once, whoever leads, in whatever term, by whatever clock.
 *   <li>The end of the work is written down. If whoever claimed a tick dies, the record goes on saying that it was started;
 *       the next leader reports it, and {@link Unfinished} says whether it is started again. Exactly once does not exist.
 *   <li>Ticks that nobody claimed are counted and reported; {@link CatchUp} says which of them are still run.
 *   <li>Two <em>different</em> ticks can overlap: work that ignores its interruption after its leadership was lost runs on
 *       beside the next tick elsewhere. Only a fence stops what it writes.
 *   <li>A store with a clock lets no tick be claimed before its time by that clock. Without one, a leader whose clock is
 *       ahead starts ticks early. One whose clock is behind starts them late in any case.
 * </ul>
 *
 * <p>Thread-safe.
 */
public interface TickJob extends AutoCloseable {

    /**
     * The job.
     *
     * @return its name
     */
    String name();

    /**
     * The record of the last tick, as this process last saw it. No I/O.
     *
     * @return the record; empty if this process has seen none
     */
    Optional<TickRecord> lastTick();

    /**
     * Runs what is due now, if anything is and this process leads, on the calling thread. For jobs that were built without
     * a timer; one that was started does this by itself. Blocks until the work has returned; never throws an exception of
     * the work.
     *
     * @throws IllegalArgumentException if the schedule gives a tick that makes no sense
     */
    void runDue();

    /**
     * Asks the store what became of the job's ticks, whoever ran them. Blocks for one call of the store.
     *
     * @return the last and the next tick, and whether the job is paused
     * @throws org.election4j.spi.LeaseStoreException if the store cannot be asked
     */
    TickJobStatus status();

    /**
     * Starts no further tick, on any candidate, until the job is resumed. May be called on any candidate, and again. Written to the
     * store, so it outlives all of them. A run that is under way goes on, and a start that is under way at the same moment may still
     * be applied. Candidates of earlier releases, which do not know of pauses, go on starting ticks. Blocks for the store.
     *
     * @throws org.election4j.spi.LeaseStoreException if it could not be written, or is not known to be; repeat it
     */
    void pause();

    /**
     * Starts ticks again. Whoever leads notices within ten seconds. What was due during the pause is treated as what falls into a failover:
     * {@link CatchUp} says whether the latest of it is run. Does nothing if the job is not paused. Blocks for the store.
     *
     * @throws org.election4j.spi.LeaseStoreException if it could not be written, or is not known to be; repeat it
     */
    void resume();

    /**
     * Runs the job now on the calling thread, if this process leads: the tick that is due, or else a run of its own, whose tick is the present
     * time. It is claimed like any other tick, so no other run of the job begins beside it; {@code minHold} and a pause do not hold it
     * up. Blocks until the work has returned. Listeners hear of it as of any other.
     *
     * @return {@link JobEvent.Ran} or {@link JobEvent.Failed}; {@link JobEvent.Skipped} if it was not run, with the reason; {@link
     *     JobEvent.StoreFailed} if the store could not be used, which is also returned if it is not known whether a claim was written
     * @throws IllegalStateException if the job is closed, or others replaced its record at each of several tries
     */
    JobEvent runNow();

    /** Starts no further tick and frees the name. Does not interrupt a run; {@link Jobs#close()} does. */
    @Override
    void close();

    /** Configures a job. Not thread-safe. */
    interface Builder {

        /**
         * What becomes of ticks that nobody started in time. Default: {@code CatchUp.skipAfter(one minute)}.
         *
         * @param policy the policy
         * @return this
         */
        Builder catchUp(CatchUp policy);

        /**
         * What becomes of ticks that were started and did not end. Default: {@link Unfinished#leave()}.
         *
         * @param policy the policy
         * @return this
         */
        Builder unfinished(Unfinished policy);

        /**
         * The least time from one start to the next, on whichever candidate; a tick that is due earlier waits. That is what
         * {@code lockAtLeastFor} of other libraries is used for, except that nothing is held: two candidates cannot start
         * the same tick in any case, however short its work and however far apart their clocks. Between candidates it is as
         * exact as their clocks agree. Default: zero.
         *
         * @param hold the time
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        Builder minHold(Duration hold);

        /**
         * How long a run may take, which {@code lockAtMostFor} of other libraries is used for. A run that takes longer is interrupted and
         * reported ({@link JobEvent.Overdue}), again and again. Nothing is given up meanwhile: the tick is closed when the run has returned,
         * as failed if it threw an exception, and no other tick of the job runs in this process before. If the leadership ends first, the next
         * leader finds a tick that did not end ({@link Unfinished}), and a run that still ignores its interrupts overlaps with what
         * that leader runs. Default: as long as it likes.
         *
         * @param limit the time
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        Builder runLimit(Duration limit);

        /**
         * Starts the job with a timer: each tick runs on a thread of its own, also right after this process begins to lead.
         *
         * @param work what to do
         * @return the running job
         * @throws IllegalStateException if a job of this name exists already, or {@link Jobs} is closed
         */
        TickJob start(TickWork work);

        /**
         * Builds the job without a timer, for a scheduler of yours that calls {@link TickJob#runDue()}.
         *
         * @param work what to do
         * @return the job
         * @throws IllegalStateException if a job of this name exists already, or {@link Jobs} is closed
         */
        TickJob build(TickWork work);
    }
}
