// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

/** Hears what becomes of jobs. */
@FunctionalInterface
public interface JobListener {

    /**
     * Takes one event, on the thread that ran or would have run the job. An exception is logged.
     *
     * @param event what happened
     */
    void onEvent(JobEvent event);
}
