// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.election4j.internal.candidate.Builders;
import org.election4j.spi.LeaseStore;

/**
 * Campaigns for one election until it is closed. No failure ends the campaign; {@link #status()} says what it is doing.
 *
 * <pre>
 *             acquired               stop signal              drained
 *  FOLLOWING ----------&gt; LEADING -------------------&gt; DRAINING ---------&gt; RELEASING ---&gt; FOLLOWING
 *      ^                                                  |    session lost                  ^
 *      |                                                  +----------------------------------+
 * </pre>
 *
 * <p>Thread-safe. No method but {@link #awaitLeadership}, {@link #runIfLeader} and {@link #close()} blocks. Every method
 * may be called from every callback.
 */
public interface LeaderElector extends AutoCloseable {

    /**
     * Configures an elector with a candidate of its own, for the service that takes part in one election. For several
     * elections share one {@link Candidate}: it has one heartbeat for all of them.
     *
     * @param store the store; not closed by the elector
     * @param electionName the election: any Unicode text of at most 200 bytes without control characters
     * @return a builder
     */
    static StandaloneBuilder builder(LeaseStore store, String electionName) {
        return Builders.standalone(store, electionName);
    }

    /**
     * The election.
     *
     * @return its name
     */
    String electionName();

    /**
     * The candidate on whose behalf this elector campaigns.
     *
     * @return the candidate
     */
    Candidate candidate();

    /**
     * Whether this process leads now: {@link Leadership#isValid()} of the current leadership. Lock-free, no allocation.
     *
     * @return true while leading
     */
    boolean isLeader();

    /**
     * The current leadership.
     *
     * @return the leadership; empty unless it is valid
     */
    Optional<Leadership> leadership();

    /**
     * Waits until this process leads. Blocks the calling thread for at most the given time, also while the store cannot
     * be reached.
     *
     * @param atMost how long to wait; zero or negative does not wait
     * @return the leadership; empty if this process does not lead by then, or the elector was closed
     * @throws InterruptedException if the calling thread is interrupted
     */
    Optional<Leadership> awaitLeadership(Duration atMost) throws InterruptedException;

    /**
     * Who leads, as last seen. A hint; no I/O.
     *
     * @return the leader; empty if nobody was seen leading
     */
    Optional<LeaderInfo> currentLeader();

    /**
     * Runs a task on the calling thread if this process leads. A leadership that ends meanwhile waits for the task to
     * return before it is given up; the task hears of the end through {@link Leadership#stopSignal()} and {@link
     * Leadership#isValid()}, and is not interrupted.
     *
     * @param task the task
     * @param <T> what it returns
     * @return ran, not leader, or failed
     */
    <T> RunOutcome<T> runIfLeader(LeaderTask<T> task);

    /**
     * Gives the leadership up and rests for one lease, so that another candidate gets it. See {@link #resign(Duration)}.
     *
     * @return completes when the store has acknowledged it
     */
    CompletionStage<ResignOutcome> resign();

    /**
     * Gives the leadership up: stop signal, drain, release. The candidate stays in the campaign after a rest.
     *
     * @param coolDown how long not to campaign after the release; zero campaigns again at once
     * @return completes when the store has acknowledged it, on a thread that is not the engine's
     * @throws IllegalArgumentException if the duration is negative
     */
    CompletionStage<ResignOutcome> resign(Duration coolDown);

    /**
     * Gives the leadership to a named candidate: stop signal, drain, then for a short window only that candidate may
     * acquire. If it does not, everybody may.
     *
     * <p>First the store is asked whether a live session has that id. If none has, or the answer takes longer than two
     * attempt limits, the outcome is {@link ResignOutcome#REFUSED} and this process leads on; until then it leads as well.
     * A candidate that has just crashed may still count as live.
     *
     * @param candidateId the configured id of the candidate to follow
     * @return completes when the store has acknowledged it or nothing is given up, on a thread that is not the engine's
     * @throws IllegalArgumentException if the id is not a valid one, or is this candidate's own
     */
    CompletionStage<ResignOutcome> handOver(String candidateId);

    /**
     * What this elector is doing. No I/O.
     *
     * @return the status
     */
    ElectorStatus status();

    /**
     * Ends the campaign: stop signal, drain, release. Blocks until that is done, for at most the close limit of the
     * candidate, and for a release that the store does not acknowledge only until others can lead anyway; idempotent. No callback is made after it has returned, with one exception: called from a callback or
     * from the leader work of this elector it cannot wait for its caller, and returns at once.
     */
    @Override
    void close();

    /** Configures an elector. Not thread-safe. */
    interface Builder {

        /**
         * Listens to this elector's leadership. May be called several times; listeners are called in that order.
         *
         * @param listener the listener
         * @return this
         */
        Builder listener(LeadershipListener listener);

        /**
         * Works while leading. See {@link LeaderWork}.
         *
         * @param work the work
         * @return this
         * @throws IllegalStateException if work was set before
         */
        Builder onLeader(LeaderWork work);

        /**
         * Where callbacks run. Default: a pool of daemon threads of the candidate.
         *
         * @param executor runs callbacks; one that it rejects is logged and runs on the candidate's pool
         * @return this
         */
        Builder callbackExecutor(Executor executor);

        /**
         * How long user code may take to return after it has heard the stop signal before it counts as overrun, while the
         * store can be reached. Default: one lease, or the candidate's close limit if that is shorter.
         *
         * @param limit positive; at most the candidate's close limit, which a standalone elector makes as long as this
         * @return this
         */
        Builder drainLimit(Duration limit);

        /**
         * What to do with user code that does not return in time. Default: {@link OverrunPolicy#LOG}.
         *
         * @param policy the policy
         * @return this
         */
        Builder onOverrun(OverrunPolicy policy);

        /**
         * Starts the campaign. Does not wait for the store. All threads are daemons, but for one of an elector with a
         * candidate of its own: it keeps the JVM alive until the elector is closed.
         *
         * @return the running elector
         * @throws IllegalArgumentException if settings contradict each other; the message has both values
         * @throws IllegalStateException if this builder was started before, the candidate is closed, or it already has an
         *     elector for this election
         */
        LeaderElector start();
    }

    /** Configures an elector together with a candidate of its own. Not thread-safe. */
    interface StandaloneBuilder extends Builder {

        /**
         * The lease. See {@link Candidate.Builder#lease}.
         *
         * @param lease at least 500 ms
         * @return this
         */
        StandaloneBuilder lease(Duration lease);

        /**
         * The candidate's id. See {@link Candidate.Builder#id}.
         *
         * @param id the id
         * @return this
         */
        StandaloneBuilder id(String id);

        /**
         * The candidate's address. See {@link Candidate.Builder#address}.
         *
         * @param address the address
         * @return this
         */
        StandaloneBuilder address(String address);

        @Override
        StandaloneBuilder listener(LeadershipListener listener);

        @Override
        StandaloneBuilder onLeader(LeaderWork work);

        @Override
        StandaloneBuilder callbackExecutor(Executor executor);

        @Override
        StandaloneBuilder drainLimit(Duration limit);

        @Override
        StandaloneBuilder onOverrun(OverrunPolicy policy);
    }
}
