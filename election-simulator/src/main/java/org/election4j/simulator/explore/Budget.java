// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

/** What may happen only so often in a scope, so that it stays small. How often it happened is part of a world. */
@SuppressWarnings("EnumOrdinal") // no number outlives the search
enum Budget {
    /** Elections taken or tried to be taken, by all processes together. */
    ACQUISITIONS,
    /** Answers that never come: the request is lost, or lands later, or its reply is lost. */
    UNKNOWNS,
    /** Requests that the network delivers twice, so that the reply to a write that was applied says "rejected". */
    DUPLICATES,
    /** Processes that are killed and started anew under the same id. */
    CRASHES,
    /** LeadershipDriver given up by choice. */
    RESIGNATIONS,
    /** LeadershipDriver handed to another candidate. */
    HANDOVERS,
    /** Candidates that are closed. */
    LEAVINGS,
    /** Stores that fail over. */
    FAILOVERS,
    /** Records deleted by hand. */
    DELETIONS,
    /** Ended sessions that are collected. */
    COLLECTIONS,
    /** Steps of the store's clock. */
    JUMPS,
    /** Processes that are copied while they run, as by a snapshot of a machine. */
    CLONES,
    /** Heartbeats that land later than their sender waits for them. */
    SLOW_HEARTBEATS;

    private static final int BITS = 4;
    private static final long MASK = (1 << BITS) - 1;

    /** How often this happened, by a packed count of all budgets. */
    int spent(long packed) {
        return (int) (packed >>> (BITS * ordinal()) & MASK);
    }

    /** The packed count after it happened once more. */
    long spend(long packed) {
        return packed + (1L << (BITS * ordinal()));
    }
}
