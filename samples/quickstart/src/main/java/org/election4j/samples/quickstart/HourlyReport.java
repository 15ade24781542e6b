// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import java.time.Duration;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.RunOutcome;

/** A method that somebody else calls, everywhere at the same time, and that is to do its work in one place. */
final class HourlyReport {

    private final LeaderElector elector;
    private final Writer writer;

    HourlyReport(LeaderElector elector, Writer writer) {
        this.elector = elector;
        this.writer = writer;
    }

    String runNow() {
        // tag::run-if-leader
        RunOutcome<Integer> outcome = elector.runIfLeader(leadership -> writer.write(leadership));
        if (outcome instanceof RunOutcome.Ran<Integer> ran) {
            return "wrote " + ran.value() + " pages in term " + ran.term();
        } else if (outcome instanceof RunOutcome.Failed<Integer> failed) {
            return "failed: " + failed.cause().getMessage();
        } else {
            return "left to the leader";
        }
        // end::run-if-leader
    }

    /** For programs that have nothing to do until they lead. */
    int runOnce() throws Exception {
        // tag::await
        Leadership leadership = elector.awaitLeadership(Duration.ofMinutes(5))
                .orElseThrow(() -> new IllegalStateException(elector.status().nextStep()));
        leadership.ensure(Duration.ofMillis(200)); // what the next step takes
        return writer.write(leadership);
        // end::await
    }

    /** Writes the report. */
    interface Writer {
        /** Returns the number of pages. */
        int write(Leadership leadership) throws Exception;
    }
}
