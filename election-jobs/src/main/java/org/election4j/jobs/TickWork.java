// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

/** What a job does for one tick. */
@FunctionalInterface
public interface TickWork {

    /**
     * Does the work on the calling thread, which is interrupted at the stop signal. What it writes should carry {@code
     * run.leadership().term()} to a fence.
     *
     * @param run which tick, and the leadership to work under
     * @throws Exception is reported; while the leadership is valid the tick counts as failed and is not run again, after
     *     that as interrupted
     */
    void run(TickRun run) throws Exception;
}
