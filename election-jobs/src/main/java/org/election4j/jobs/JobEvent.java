// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.election4j.LeaderInfo;
import org.election4j.spi.TickRecord;
import org.jspecify.annotations.Nullable;

/** Something that became of a job. Ticks are null for tasks that have none. */
public sealed interface JobEvent {

    /**
     * The job.
     *
     * @return its name
     */
    String job();

    /**
     * It ran and returned.
     *
     * @param job the job
     * @param tick the tick; null if it has none
     * @param term the term it ran under
     * @param took how long it took
     * @param ledThroughout whether the leadership was still valid when it returned
     */
    record Ran(String job, @Nullable Instant tick, long term, Duration took, boolean ledThroughout)
            implements JobEvent {}

    /**
     * It threw an exception. The leadership goes on, and so does the schedule.
     *
     * @param job the job
     * @param tick the tick; null if it has none
     * @param term the term it ran under
     * @param took how long it took
     * @param cause the exception
     * @param ledThroughout whether the leadership was still valid when it was thrown; if not, the job was interrupted
     */
    record Failed(String job, @Nullable Instant tick, long term, Duration took, Exception cause, boolean ledThroughout)
            implements JobEvent {}

    /**
     * It was not run.
     *
     * @param job the job
     * @param tick the tick; null if it has none, or none is known
     * @param reason why
     * @param leader who leads, as last seen; null if nobody was seen, or it is this process
     */
    record Skipped(
            String job,
            @Nullable Instant tick,
            SkipReason reason,
            @Nullable LeaderInfo leader) implements JobEvent {}

    /**
     * Ticks that nobody started and nobody will.
     *
     * @param job the job
     * @param first the first of them
     * @param last the last of them
     * @param count how many; a lower bound if there were more than 10,000
     */
    record Missed(String job, Instant first, Instant last, long count) implements JobEvent {}

    /**
     * A tick that was started and is not known to have ended. Reported by each leader that finds it.
     *
     * @param job the job
     * @param record who started it, when, and in which term
     * @param rerun whether it is started again now
     */
    record Unfinished(String job, TickRecord record, boolean rerun) implements JobEvent {}

    /**
     * A run has taken longer than its limit, has been interrupted, and has not returned yet. Reported again when it has taken twice as long,
     * and so on. The ticks meanwhile are missed.
     *
     * @param job the job
     * @param tick the tick
     * @param term the term it runs under
     * @param took how long it has taken by now
     * @param where where its thread stood when it was interrupted, the innermost call first
     */
    record Overdue(String job, Instant tick, long term, Duration took, List<StackTraceElement> where)
            implements JobEvent {}

    /**
     * The store of the ticks did not answer. It is asked again, at last every ten seconds; the log says so once and then rarely.
     *
     * @param job the job
     * @param cause why
     */
    record StoreFailed(String job, Throwable cause) implements JobEvent {}
}
