// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.election4j.jobs.JobEvent;
import org.election4j.jobs.TickJob;

/** The jobs of this application with {@link OncePerTick}: to look at, to pause and resume, and to run by hand. Thread-safe. */
public interface Ticks {

    /**
     * The jobs.
     *
     * @return their names; empty before the context has started, after it has stopped, and without {@code @EnableScheduling}
     */
    Set<String> jobs();

    /**
     * The election whose leader runs a job.
     *
     * @param job the job
     * @return the election
     * @throws IllegalArgumentException if there is no such job; the message lists those there are
     */
    String election(String job);

    /**
     * A job. {@link TickJob#pause()} and {@link TickJob#resume()} count for all instances of the application.
     *
     * @param job its name
     * @return the job, until the context stops
     * @throws IllegalArgumentException if there is no such job; the message lists those there are
     */
    TickJob job(String job);

    /**
     * Runs a job now, if this process leads: {@link TickJob#runNow()} on a thread on which ticks run. Does not wait.
     *
     * @param job its name
     * @return what became of it; an exception if it could not be started, or was not run for a reason that is no event
     * @throws IllegalArgumentException if there is no such job; the message lists those there are
     */
    CompletableFuture<JobEvent> runNow(String job);
}
