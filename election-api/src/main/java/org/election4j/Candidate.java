// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.election4j.internal.candidate.Builders;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.Ticker;

/**
 * One process taking part in any number of elections, under one session with one heartbeat.
 *
 * <p>What its electors share they also lose together: a process that cannot renew its session stops leading everywhere.
 * Use two candidates to split that risk.
 *
 * <p>Runs three threads of its own, whatever the number of electors: one for heartbeats and nothing else, one for all
 * other store calls, one that watches deadlines. Callbacks run on none of them. Thread-safe.
 */
public interface Candidate extends AutoCloseable {

    /**
     * Configures a candidate.
     *
     * @param store the store; not closed by the candidate
     * @return a builder
     */
    static Builder builder(LeaseStore store) {
        return Builders.candidate(store);
    }

    /**
     * The configured id.
     *
     * @return the id
     */
    String id();

    /**
     * Configures an elector.
     *
     * @param electionName the election: any Unicode text of at most 200 bytes without control characters
     * @return a builder
     * @throws IllegalArgumentException if the name is not valid
     */
    LeaderElector.Builder elector(String electionName);

    /**
     * Watches who leads an election without taking part in it.
     *
     * @param electionName the election
     * @param listener called with every change seen, and with the first look; best effort, on a callback thread
     * @return ends the watching when closed
     * @throws IllegalArgumentException if the name is not valid
     * @throws IllegalStateException if the candidate is closed
     */
    Observation observe(String electionName, Consumer<Optional<LeaderInfo>> listener);

    /**
     * Asks the store which candidates with a live session take part in an election. Blocks for one store call. A
     * candidate that takes part in more elections than fit into its session record is included always.
     *
     * @param electionName the election
     * @return the candidates, ordered by id
     * @throws LeaseStoreException if the store did not answer
     */
    List<CandidateInfo> candidates(String electionName);

    /**
     * What this candidate is doing. No I/O.
     *
     * @return the status
     */
    CandidateStatus status();

    /**
     * Leaves all elections: stop signals, drain, releases, and the end of the session. Blocks until that is done, for at
     * most the close limit; idempotent. No callback is made after it has returned, with one exception: called from a
     * callback or from leader work it cannot wait for its caller, and returns at once.
     *
     * <p>Does not wait for what can help nobody any more: for a store that does not answer only until others can lead
     * anyway (0.8 leases after the last acknowledged heartbeat), or for three attempt limits if nothing is held; for user
     * code only until its drain limit and that time are over, and not at all for user code that has called {@code
     * System.exit}.
     *
     * <p>Unless switched off, a JVM shutdown (SIGTERM) closes the candidate, concurrently with the other shutdown hooks of
     * the process. Close it yourself, before the connection pool, when the order matters.
     */
    @Override
    void close();

    /** Configures a candidate. Not thread-safe. */
    interface Builder {

        /**
         * How long a silent leader is left undisturbed. Everything else follows from it: a leader renews
         * every fifth, stops on its own after 0.6 of it without an acknowledgement, and nobody else leads before a whole
         * lease has passed. Default: 10 s, or what the {@linkplain org.election4j.spi.StorePace store asks for}.
         *
         * @param lease at least 500 ms and at most a day
         * @return this
         */
        Builder lease(Duration lease);

        /**
         * The candidate's name for people and for handovers. Two candidates with the same id are still two candidates:
         * safety rests on the session's random incarnation. Default: host name, process id and a random suffix.
         *
         * @param id any Unicode text of at most 200 bytes without control characters
         * @return this
         */
        Builder id(String id);

        /**
         * Where this candidate can be reached, for others to see in {@link LeaderInfo}. Default: none.
         *
         * @param address any Unicode text of at most 200 bytes without control characters
         * @return this
         */
        Builder address(String address);

        /**
         * When a silent leader may be revoked. Default: {@link Takeover#OBSERVED}.
         *
         * @param takeover the rule
         * @return this
         */
        Builder takeover(Takeover takeover);

        /**
         * The longest lease that is expected in this namespace. If the namespace has another limit, that one holds, and a
         * warning says so; see {@link LeaseLimits}. A candidate that has to make the record of the namespace allows no more than this,
         * nor than {@link org.election4j.spi.StoreRecord#LONGEST_LEASE}. Default: that constant.
         *
         * @param maxLease at least the lease and at most a day
         * @return this
         */
        Builder maxLease(Duration maxLease);

        /**
         * How often a leader renews, counted from the last attempt's start. Default: a fifth of the lease.
         *
         * @param interval at least 1 ms; with two attempt limits it must fit before the leader has to stop
         * @return this
         */
        Builder renewInterval(Duration interval);

        /**
         * How long one heartbeat may take before it counts as unanswered. Default: a seventh of the lease.
         *
         * @param limit at least 1 ms
         * @return this
         */
        Builder attemptLimit(Duration limit);

        /**
         * How often a standby looks at the store while nothing happens. Default: a fifth of the lease; two fifths where
         * the store pushes hints.
         *
         * @param interval at least 1 ms, at most a third of the lease
         * @return this
         */
        Builder pollInterval(Duration interval);

        /**
         * How long before the end of its validity a leader stops on its own: the time to drain that is left when the store
         * cannot be reached. Default: a fifth of the lease.
         *
         * @param margin at least a tenth of the lease, so that user code that overruns is dealt with before somebody else
         *     can lead; shorter than the validity, which is 0.8 of the lease
         * @return this
         */
        Builder stopMargin(Duration margin);

        /**
         * How long {@link Candidate#close()} and {@link LeaderElector#close()} wait at most. Default: three leases. User
         * code of a candidate that still drains then has overrun: its {@link OverrunPolicy} is applied.
         *
         * @param limit positive; not shorter than the drain limit of any elector
         * @return this
         */
        Builder closeLimit(Duration limit);

        /**
         * Whether a JVM shutdown closes the candidate. Default: true.
         *
         * @param close false leaves shutting down to the caller
         * @return this
         */
        Builder closeOnJvmShutdown(boolean close);

        /**
         * The source of elapsed time, for tests. Default: {@link Ticker#system()}.
         *
         * @param ticker the ticker
         * @return this
         */
        Builder ticker(Ticker ticker);

        /**
         * Starts the candidate. Does not wait for the store: a store that is down is tried until it is up.
         *
         * @return the running candidate
         * @throws IllegalArgumentException if the settings contradict each other; the message names both values
         * @throws IllegalStateException if this builder was started before
         */
        Candidate start();
    }
}
