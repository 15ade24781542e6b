// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One uninterrupted leadership of one election: a right that expires unless it is renewed.
 *
 * <p>{@link #isValid()} is computed from a clock on every call. It turns false in time even if every thread of this
 * library stands still, and once it has been false it never becomes true again. While it is true nobody else can lead,
 * provided that the rates of the clocks involved differ by at most ten percent. What it cannot know is whether
 * <em>your</em> thread is about to be paused: a write that must not come from an old leader carries the {@linkplain
 * #term() term} to a resource that refuses smaller ones.
 *
 * <p>Thread-safe; no method waits for anything.
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
     * Keeps this leadership from being given up while a step runs that must not be cut in two. Until the pin is closed, or
     * its time is over, resigning, handing over, closing and the end of leader work wait before they give the stop signal.
     *
     * <pre>{@code
     * try (Leadership.Pin pin = leadership.pin(Duration.ofSeconds(2))) {
     *     rename(leadership.term());
     * }
     * }</pre>
     *
     * <p>A pin is granted only for time that is assured already: {@link #remaining()} at this moment. No heartbeat has to
     * succeed for it, so within that time the only thing that can end this leadership is somebody who changes its records
     * by hand, or a failover of the store; a pin cannot stop those, and the leadership turns invalid as always. With the
     * default times {@code remaining()} lies between 0.4 and 0.6 leases while the store answers promptly. A step that takes
     * longer needs a longer lease, or no pin.
     *
     * <p>Pins may overlap. A change that has begun to wait refuses new pins, so it waits for at most 0.6 leases. A candidate
     * that closes does not wait beyond its close limit.
     *
     * @param atMost how long the step takes at most; positive
     * @return the pin, to be closed when the step is done
     * @throws LeadershipLostException if this leadership is not valid for that long, or is about to be given up already
     * @throws IllegalArgumentException if the duration is not positive
     */
    Pin pin(Duration atMost);

    /**
     * Completes with the reason when this leadership has to stop: at once when the end is chosen, and before anybody else
     * can lead when it is not. Dependent stages run on a thread of their own pool, never on an engine thread, and do not
     * queue behind callbacks. Completing the returned stage yourself has no effect on the leadership.
     *
     * <p>Every call returns the same stage, so asking is free. What you hang on it stays until the leadership ends, which may
     * take months: hang something on it once per leadership, not once per run of a job.
     *
     * @return the stop signal
     */
    CompletionStage<LossReason> stopSignal();

    /** Keeps a leadership from being given up by choice. */
    @FunctionalInterface
    interface Pin extends AutoCloseable {

        /** Lets go: what waits goes on. Idempotent, from any thread; does nothing once the time of the pin is over. */
        @Override
        void close();
    }
}
