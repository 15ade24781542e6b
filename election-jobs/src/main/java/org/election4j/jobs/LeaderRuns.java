// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.election4j.LeaderElector;
import org.election4j.LeaderTask;
import org.election4j.Leadership;
import org.election4j.RunOutcome;
import org.election4j.spi.StopInterrupts;
import org.election4j.spi.Ticker;

/** Runs tasks while leading, interrupts them at the stop signal, and reports what became of them. */
final class LeaderRuns {

    private final LeaderElector elector;
    private final JobLog log;
    private final StopInterrupts interrupts;
    private final Ticker ticker = Ticker.system();

    /** The task ended by the interrupt that was meant for it: the thread goes on without it. */
    @SuppressWarnings("serial")
    private static final class Stopped extends Exception {
        private Stopped(InterruptedException cause) {
            super("stopped", cause, false, false);
        }
    }

    /** A task that can be interrupted for other reasons, too. */
    @FunctionalInterface
    interface Interruptible<T> {
        T run(Leadership leadership, StopInterrupts.Work work) throws Exception;
    }

    LeaderRuns(LeaderElector elector, JobLog log, StopInterrupts interrupts) {
        this.elector = elector;
        this.log = log;
        this.interrupts = interrupts;
    }

    /** Runs a task that reports itself; the outcome is the elector's. */
    <T> RunOutcome<T> quietly(Interruptible<T> task) {
        RunOutcome<T> outcome = elector.runIfLeader(leadership -> stoppable(leadership, task));
        return outcome instanceof RunOutcome.Failed<T> failed && failed.cause() instanceof Stopped stopped
                ? new RunOutcome.Failed<>((Exception) requireNonNull(stopped.getCause()), failed.term())
                : outcome;
    }

    private <T> T stoppable(Leadership leadership, Interruptible<T> task) throws Exception {
        StopInterrupts.Work work = interrupts.begin(leadership);
        boolean ended = false;
        try {
            return task.run(leadership, work);
        } catch (InterruptedException e) {
            ended = true;
            if (work.end()) {
                throw new Stopped(e);
            }
            throw e;
        } finally {
            if (!ended) {
                work.end();
            }
        }
    }

    <T> RunOutcome<T> run(String job, LeaderTask<T> task) {
        long start = ticker.nanos();
        AtomicReference<Leadership> led = new AtomicReference<>();
        RunOutcome<T> outcome = quietly((leadership, work) -> {
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
