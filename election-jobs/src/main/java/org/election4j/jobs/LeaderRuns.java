// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.election4j.LeaderElector;
import org.election4j.LeaderTask;
import org.election4j.Leadership;
import org.election4j.RunOutcome;
import org.election4j.spi.Ticker;

/** Runs tasks while leading, interrupts them at the stop signal, and reports what became of them. */
final class LeaderRuns {

    private final LeaderElector elector;
    private final JobLog log;
    private final StopInterrupts interrupts;
    private final Ticker ticker = Ticker.system();

    LeaderRuns(LeaderElector elector, JobLog log, StopInterrupts interrupts) {
        this.elector = elector;
        this.log = log;
        this.interrupts = interrupts;
    }

    /** Runs a task that reports itself; the outcome is the elector's. */
    <T> RunOutcome<T> quietly(LeaderTask<T> task) {
        AtomicReference<StopInterrupts.Work> entered = new AtomicReference<>();
        try {
            return elector.runIfLeader(leadership -> {
                StopInterrupts.Work work = interrupts.enter(leadership);
                entered.set(work);
                try {
                    return task.run(leadership);
                } finally {
                    interrupts.exit(work);
                }
            });
        } finally {
            StopInterrupts.Work work = entered.get();
            if (work != null) {
                interrupts.forget(work);
            }
        }
    }

    <T> RunOutcome<T> run(String job, LeaderTask<T> task) {
        long start = ticker.nanos();
        AtomicReference<Leadership> led = new AtomicReference<>();
        RunOutcome<T> outcome = quietly(leadership -> {
            led.set(leadership);
            return task.run(leadership);
        });
        Duration took = Duration.ofNanos(ticker.nanos() - start);
        if (outcome instanceof RunOutcome.Ran<T> ran) {
            log.tell(new JobEvent.Ran(job, null, ran.term(), took, ran.ledThroughout()));
        } else if (outcome instanceof RunOutcome.Failed<T> failed) {
            boolean leads = led.get() != null && led.get().isValid();
            log.tell(new JobEvent.Failed(job, null, failed.term(), took, failed.cause(), leads));
        } else if (outcome instanceof RunOutcome.NotLeader<T> follower) {
            log.tell(new JobEvent.Skipped(job, null, SkipReason.NOT_LEADING, follower.leader()));
        }
        return outcome;
    }
}
