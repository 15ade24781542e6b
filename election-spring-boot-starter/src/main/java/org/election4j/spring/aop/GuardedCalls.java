// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

/**
 * Hears what became of calls to methods annotated with {@link org.election4j.spring.OnLeader}, and of ticks of {@link
 * org.election4j.spring.OncePerTick}. Called on the thread of the call.
 */
@FunctionalInterface
public interface GuardedCalls {

    /** What became of a call. */
    enum Outcome {
        /** It ran, and this process led throughout. */
        RAN,
        /** It ran, and the leadership ended meanwhile. */
        STOPPED,
        /** It threw an exception. */
        FAILED,
        /** It did not run: this process does not lead. */
        SKIPPED
    }

    /**
     * A call is over.
     *
     * @param electionName the election
     * @param outcome what became of the call
     */
    void ended(String electionName, Outcome outcome);
}
