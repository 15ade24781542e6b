// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import org.jspecify.annotations.Nullable;

/**
 * What became of {@link LeaderElector#runIfLeader}.
 *
 * @param <T> what the task returns
 */
public sealed interface RunOutcome<T> {

    /**
     * The task ran and returned.
     *
     * @param value what it returned
     * @param term the term it ran under
     * @param ledThroughout whether the leadership was still valid when the task returned
     * @param <T> what the task returns
     */
    record Ran<T>(T value, long term, boolean ledThroughout) implements RunOutcome<T> {}

    /**
     * The task was not started: this process does not lead.
     *
     * @param leader who does, as last seen; null if nobody was seen
     * @param <T> what the task would have returned
     */
    record NotLeader<T>(@Nullable LeaderInfo leader) implements RunOutcome<T> {}

    /**
     * The task threw an exception. The leadership goes on.
     *
     * @param cause the exception
     * @param term the term it ran under
     * @param <T> what the task would have returned
     */
    record Failed<T>(Exception cause, long term) implements RunOutcome<T> {}
}
