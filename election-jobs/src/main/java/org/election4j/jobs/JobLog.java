// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells listeners, and the log: WARN what a person should look at, DEBUG the rest. */
final class JobLog {

    private static final Logger LOGGER = System.getLogger("org.election4j.jobs");

    private final String election;
    private final List<JobListener> listeners;

    /** What each job was last told about the store, so that what lasts is one warning. */
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

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

    private Level levelOf(JobEvent event) {
        if (event instanceof JobEvent.StoreFailed failed) {
            String trouble = String.valueOf(failed.cause().getMessage());
            return trouble.equals(troubles.put(event.job(), trouble)) ? Level.DEBUG : Level.WARNING;
        }
        boolean ahead = event instanceof JobEvent.Skipped skipped && skipped.reason() == SkipReason.RECORD_IS_AHEAD;
        boolean worth = event instanceof JobEvent.Missed || event instanceof JobEvent.Unfinished;
        return ahead || worth ? Level.WARNING : Level.DEBUG;
    }

    /** The store of the ticks answers again. */
    void recovered(String job) {
        if (troubles.remove(job) != null) {
            LOGGER.log(Level.INFO, "election=" + election + " job=" + job + " the store of its ticks works again");
        }
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
