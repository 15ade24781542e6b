// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.jspecify.annotations.Nullable;

/**
 * What the engine tells the operator: INFO on a change of leadership, WARN on a loss nobody chose and on anything a
 * person should look at, DEBUG otherwise. Every line names the election, the candidate and the term.
 */
final class EngineLog {

    private static final Logger LOGGER = System.getLogger("org.election4j");

    private final String candidateId;

    EngineLog(String candidateId) {
        this.candidateId = candidateId;
    }

    void gained(String election, long term) {
        log(Level.INFO, election, term, "leads");
    }

    void stopping(String election, long term, LossReason reason, LossReport report) {
        if (reason.chosen()) {
            log(Level.INFO, election, term, "stops leading: " + reason);
        } else {
            log(Level.WARNING, election, term, "stops leading: " + reason + "; " + report.summary());
        }
    }

    void released(String election, long term) {
        log(Level.INFO, election, term, "gave the leadership up");
    }

    void suspicious(String election, long term) {
        log(
                Level.WARNING,
                election,
                term,
                "the election's record vanished or went back in the store: somebody deleted it, or a failover lost it;"
                        + " it is watched for the longest lease of the namespace before it is taken");
    }

    void overrun(String election, long term, String what) {
        log(Level.ERROR, election, term, what);
    }

    void callbackFailed(String what, Throwable cause) {
        LOGGER.log(Level.WARNING, "candidate=" + candidateId + " " + what + " threw an exception", cause);
    }

    void workFailed(String election, long term, Throwable cause) {
        LOGGER.log(Level.WARNING, line(election, term, "leader work threw an exception"), cause);
    }

    void refused(String message) {
        LOGGER.log(Level.ERROR, "candidate=" + candidateId + " does not take part: " + message);
    }

    void storeTrouble(String what, @Nullable Throwable cause) {
        LOGGER.log(Level.DEBUG, "candidate=" + candidateId + " " + what, cause);
    }

    void internalError(Throwable cause) {
        LOGGER.log(Level.ERROR, "candidate=" + candidateId + " unexpected error in the engine; it goes on", cause);
    }

    void debug(String what) {
        LOGGER.log(Level.DEBUG, () -> "candidate=" + candidateId + " " + what);
    }

    private void log(Level level, String election, long term, String what) {
        LOGGER.log(level, line(election, term, what));
    }

    private String line(String election, long term, String what) {
        return "election=" + election + " candidate=" + candidateId + " term=" + term + " " + what;
    }
}
