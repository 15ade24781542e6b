// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

/** Why a job was not run. */
public enum SkipReason {
    /** This process does not lead. */
    NOT_LEADING,
    /** The run before has not returned in this process. */
    STILL_RUNNING,
    /** The store says that the term does not lead any more. */
    STALE_TERM,
    /** The leadership ended between the claim of the tick and its start; the tick was given back. */
    LEADERSHIP_ENDED,
    /** The store's clock has not reached the tick. Not reported for ticks of a schedule, which wait for it. */
    NOT_YET,
    /** Somebody has paused the job. */
    PAUSED,
    /** The record of the job names a tick in the future: some clock was far ahead. Ticks up to then are not run. */
    RECORD_IS_AHEAD
}
