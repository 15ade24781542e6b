// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Collectors;
import org.election4j.spi.TickPause;

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
        if (event instanceof JobEvent.Overdue overdue) {
            LOGGER.log(Level.WARNING, line(event, overdue(overdue)));
        } else if (event instanceof JobEvent.Failed failed && failed.ledThroughout()) {
            LOGGER.log(Level.WARNING, line(event, "threw an exception"), failed.cause());
        } else {
            LOGGER.log(levelOf(event), () -> line(event, event.toString()));
        }
        listeners.forEach(listener -> tell(listener, event));
    }

    private static Level levelOf(JobEvent event) {
        boolean ahead = event instanceof JobEvent.Skipped skipped && skipped.reason() == SkipReason.RECORD_IS_AHEAD;
        boolean worth = event instanceof JobEvent.Missed || event instanceof JobEvent.Unfinished;
        return ahead || worth ? Level.WARNING : Level.DEBUG;
    }

    private static String overdue(JobEvent.Overdue event) {
        return "term=" + event.term() + " the run of tick " + event.tick() + " has taken " + event.took()
                + ", longer than its limit; it is interrupted, and no other tick runs before it returns. It stood at "
                + event.where().stream()
                        .limit(8)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(" < "));
    }

    void storeFailed(JobEvent.StoreFailed event, boolean warn) {
        LOGGER.log(
                warn ? Level.WARNING : Level.DEBUG,
                line(
                        event,
                        "the store of the ticks cannot be used, so no tick runs: " + event.cause()
                                + "; it is asked again, at last every " + TickTrouble.LAST_RETRY));
        listeners.forEach(listener -> tell(listener, event));
    }

    void paused(TickPause pause) {
        LOGGER.log(
                Level.INFO,
                "election=" + election + " job=" + pause.job() + " is paused since " + pause.since() + ", through "
                        + pause.by() + "; no tick runs until somebody resumes it");
    }

    void resumed(String job) {
        LOGGER.log(Level.INFO, "election=" + election + " job=" + job + " is resumed");
    }

    void storeWorksAgain(String job, long failures) {
        LOGGER.log(
                Level.INFO,
                "election=" + election + " job=" + job + " the store of the ticks answers again, after " + failures
                        + " failed calls");
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
