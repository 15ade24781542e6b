// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** Tells listeners, and the log: WARN what a person should look at, DEBUG the rest. */
final class JobLog {

    private static final Logger LOGGER = System.getLogger("org.election4j.jobs");

    private final String election;
    private final List<JobListener> listeners;

    JobLog(String election, List<JobListener> listeners) {
        this.election = election;
        this.listeners = List.copyOf(listeners);
    }

    void tell(JobEvent event) {
        if (event instanceof JobEvent.Failed failed && failed.ledThroughout()) {
            LOGGER.log(Level.WARNING, line(event, "threw an exception"), failed.cause());
        } else {
            LOGGER.log(levelOf(event), () -> line(event, event.toString()));
        }
        listeners.forEach(listener -> tell(listener, event));
    }

    private static Level levelOf(JobEvent event) {
        boolean ahead = event instanceof JobEvent.Skipped skipped && skipped.reason() == SkipReason.RECORD_IS_AHEAD;
        boolean worth = event instanceof JobEvent.Missed || event instanceof JobEvent.Unfinished;
        return ahead || worth || event instanceof JobEvent.StoreFailed ? Level.WARNING : Level.DEBUG;
    }

    private void tell(JobListener listener, JobEvent event) {
        try {
            listener.onEvent(event);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, line(event, "its listener threw an exception"), e);
        }
    }

    void unexpected(String job, Throwable cause) {
        LOGGER.log(Level.ERROR, "election=" + election + " job=" + job + " unexpected error; it goes on", cause);
    }

    private String line(JobEvent event, String what) {
        return "election=" + election + " job=" + event.job() + " " + what;
    }
}
