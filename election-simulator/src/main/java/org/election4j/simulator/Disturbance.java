// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

/** Everything that can happen in a story. The text says what its length and its number mean. */
enum Disturbance {
    /** Calls of a process are lost on the way there, for a while; number: per mille of its calls. */
    LOSE_REQUESTS(Group.CALLS),
    /** Answers are lost; number: per mille. */
    LOSE_REPLIES(Group.CALLS),
    /** Requests arrive twice at once, and the second answer is the one that comes back; number: per mille. */
    DUPLICATE(Group.CALLS),
    /** Requests arrive again later, after their answer, up to ten leases; number: per mille. */
    ECHO(Group.CALLS),
    /** Requests arrive after the caller has given up, up to ten leases later, in any order; number: per mille. */
    LAND_LATE(Group.CALLS),
    /** The store does as told, and answers with a warning, so nothing is known; number: per mille. */
    WARN(Group.CALLS),
    /** The store answers with an error and does nothing; number: per mille. */
    FAIL(Group.CALLS),
    /** The store does as told, and says it has not; number: per mille. */
    DENY(Group.CALLS),
    /** A batch breaks off in the middle; number: per mille. */
    TEAR_BATCHES(Group.CALLS),
    /** Calls take long; number: the longest, in per mille of the lease. */
    SLOW_CALLS(Group.CALLS),
    /** Nothing gets through; those who watch are told that hints no longer flow. */
    OUTAGE(Group.CALLS),

    /** Hints are lost without a word; number: per mille. */
    LOSE_HINTS(Group.HINTS),
    /** Hints come late; number: the latest, in per mille of the lease. */
    STALE_HINTS(Group.HINTS),
    /** Hints of changes that never were, and of elections that do not exist; number: how many. */
    FORGE_HINTS(Group.HINTS),

    /** The clock of the store is set by so much. */
    STORE_CLOCK(Group.STORE),
    /** A standby takes over, and has not received the last writes; number: how many. */
    FAIL_OVER(Group.STORE),
    /** A second standby takes over under the number the first one chose, and knows nothing of its time; number: further losses. */
    SAME_TIMELINE(Group.STORE),
    /** The store is away for a while and comes back as it was. */
    RESTART_STORE(Group.STORE),
    /** Somebody deletes the record of an election; number: which one. */
    DELETE_ELECTION(Group.STORE),
    /** Somebody deletes the session of a process. */
    DELETE_SESSION(Group.STORE),
    /** Somebody deletes the store record. */
    DELETE_STORE(Group.STORE),

    /** The process stands still for a while; its clocks do not. */
    PAUSE(Group.PROCESS),
    /** The machine is suspended: the monotonic clock stands still as well. */
    SUSPEND(Group.PROCESS),
    /** One of its threads does not run for a while; number: which lane. */
    STARVE(Group.PROCESS),
    /** The process dies and comes back after a while under the same id; number: its new lease in per mille of the longest. */
    CRASH(Group.PROCESS),
    /** The date of the machine is set by so much. */
    SET_DATE(Group.PROCESS),
    /** The clocks run at another rate from now on; number: per mille of real time. */
    CHANGE_RATE(Group.PROCESS),

    /** Callbacks take their time; for how long. */
    SLOW_CODE(Group.CODE),
    /** Callbacks and work throw; number: per mille. */
    THROWING_CODE(Group.CODE),
    /** Callbacks call back into the elector; number: per mille. */
    REENTRANT_CODE(Group.CODE),
    /** Leader work ignores its interrupt until the trouble is over. */
    STUBBORN_CODE(Group.CODE),

    /** Resigns; length: the cool-down; number: which election. */
    RESIGN(Group.OPERATOR),
    /** Hands over; number: election + 100 * the process it goes to. */
    HAND_OVER(Group.OPERATOR),
    /** Closes an elector and opens a new one after a while; number: which election. */
    CLOSE_ELECTOR(Group.OPERATOR),
    /** Closes the candidate and starts a new process after a while; number: its new lease in per mille of the longest. */
    CLOSE(Group.OPERATOR);

    /** What it befalls. */
    enum Group {
        CALLS,
        HINTS,
        STORE,
        PROCESS,
        CODE,
        OPERATOR
    }

    private final Group group;

    Disturbance(Group group) {
        this.group = group;
    }

    Group group() {
        return group;
    }

    /** Whether it lasts for a while and is then over by itself, being a probability or a measure. */
    boolean isWeather() {
        return (group == Group.CALLS && this != OUTAGE)
                || this == LOSE_HINTS
                || this == STALE_HINTS
                || group == Group.CODE;
    }
}
