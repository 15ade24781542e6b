// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.time.Duration;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.samples.demo.store.Witness;

/**
 * What a leader does in this demo: some twenty times a second it works a little and appends a row twice, once
 * without and once with a fence.
 *
 * <p>It asks whether it leads <em>before</em> it works, as all code does. A process that is paused while it works wakes up
 * and appends, although somebody else leads by then. No check on this side can prevent that; the fence in the store can.
 */
final class Appender {

    private static final Duration WORK = Duration.ofMillis(35);
    private static final Duration REST = Duration.ofMillis(10);

    private final LeaderElector elector;
    private final Witness witness;
    private final Reports reports;

    Appender(LeaderElector elector, Witness witness, Reports reports) {
        this.elector = elector;
        this.witness = witness;
        this.reports = reports;
    }

    void run() throws InterruptedException {
        while (true) {
            // A resignation waits for the task to return: leaving by choice never leaves a late write behind.
            var unused = elector.runIfLeader(leadership -> {
                append(leadership);
                return true;
            });
            Thread.sleep(REST.toMillis());
        }
    }

    private void append(Leadership leadership) throws InterruptedException {
        if (!reports.mayWrite(leadership)) {
            return;
        }
        Thread.sleep(WORK.toMillis());
        // For the judge alone: right after a pause is when a wrong answer would show.
        reports.look(elector);
        try {
            witness.appendUnfenced(leadership);
            witness.appendFenced(leadership);
        } catch (StaleTermException e) {
            reports.send(new Event.Refused(System.nanoTime(), e.term()));
        } catch (IOException e) {
            witness.disconnect();
        }
    }
}
