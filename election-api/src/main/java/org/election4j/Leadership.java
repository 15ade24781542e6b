// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One uninterrupted leadership of one election: a right that runs out by itself.
 *
 * <p>{@link #isValid()} is computed from a clock on every call. It turns false in time even if every thread of this
 * library stands still, and once it has been false it never becomes true again. While it is true nobody else can lead,
 * provided that the rates of the clocks involved differ by at most ten percent. What it cannot know is whether
 * <em>your</em> thread is about to be paused: a write that must not come from an old leader carries the {@linkplain
 * #term() term} to a resource that refuses smaller ones.
 *
 * <p>Thread-safe; no method blocks.
 */
public interface Leadership {

    /**
     * The election.
     *
     * @return its name
     */
    String electionName();

    /**
     * The number of this leadership: the fencing token. Greater than that of every earlier leadership of this election.
     *
     * @return the term; positive
     */
    long term();

    /**
     * Whether this process may act as the leader now. Takes some ten nanoseconds, no allocation, no I/O, no lock.
     *
     * @return false from the stop signal on, for ever
     */
    boolean isValid();

    /**
     * How long this leadership stays valid if no further heartbeat is acknowledged.
     *
     * @return the time left; {@link Duration#ZERO} once it is no longer valid
     */
    Duration remaining();

    /**
     * Makes sure that this leadership is valid for at least the given time, without any I/O.
     *
     * @param atLeast the time the next step needs; {@link Duration#ZERO} asks for "now" only
     * @throws LeadershipLostException if it is not valid for that long; the message names both durations
     */
    void ensure(Duration atLeast);

    /**
     * Completes with the reason when this leadership has to stop: at once when the end is chosen, and before anybody else
     * can lead when it is not. Dependent stages run on a thread of their own pool, never on an engine thread, and do not
     * queue behind callbacks. Completing the returned stage yourself has no effect on the leadership.
     *
     * @return the stop signal
     */
    CompletionStage<LossReason> stopSignal();
}
