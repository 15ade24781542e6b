// SPDX-License-Identifier: Apache-2.0
package org.election4j;

/**
 * One piece of work that only the leader does.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface LeaderTask<T> {

    /**
     * Does the work on the calling thread.
     *
     * @param leadership the leadership to work under
     * @return the result
     * @throws Exception becomes {@link RunOutcome.Failed}
     */
    T run(Leadership leadership) throws Exception;
}
