// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import org.election4j.Leadership;
import org.election4j.spi.RandomIds;
import org.election4j.spi.StopInterrupts;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/** Runs the work of ticks that are claimed, within the limit of the job, and writes down how it ended. */
final class TickExecution {

    private final TickDefinition definition;
    private final JobContext context;
    private final TickClaims claims;
    private final Ticker ticker = Ticker.system();

    TickExecution(TickDefinition definition, JobContext context, TickClaims claims) {
        this.definition = definition;
        this.context = context;
        this.claims = claims;
    }

    /** How a claim was closed: the record, why it could not be written if it could not, and what became of the work. */
    record End(
            TickRecord record,
            @Nullable Throwable trouble,
            @Nullable JobEvent event) {

        private End tell(JobLog log, JobEvent told) {
            log.tell(told);
            return new End(record, trouble, told);
        }
    }

    /** Whoever wants to know whether the job was closed meanwhile. */
    @FunctionalInterface
    interface Closed {
        boolean now();
    }

    End run(Leadership leadership, StopInterrupts.Work thread, TickRecord claim, Closed closed) {
        long start = ticker.nanos();
        Exception failure = null;
        RunLimit.Watched watched = context.limits()
                .watch(
                        definition.policy().runLimit(),
                        thread,
                        (taken, where) -> context.log()
                                .tell(new JobEvent.Overdue(
                                        definition.job(), claim.tick(), claim.term(), taken, where)));
        boolean tooLong;
        try {
            definition
                    .work()
                    .run(new TickRun(definition.job(), claim.tick(), leadership, claim.missed(), claim.attempt()));
        } catch (Exception e) {
            failure = e;
        } catch (Error e) {
            watched.returned();
            end(claim, State.FAILED);
            throw e;
        } finally {
            tooLong = watched.returned();
        }
        Duration took = Duration.ofNanos(ticker.nanos() - start);
        return ended(claim, took, failure, leadership.isValid(), !tooLong && closed.now(), tooLong);
    }

    private End ended(
            TickRecord claim,
            Duration took,
            @Nullable Exception failure,
            boolean valid,
            boolean closed,
            boolean tooLong) {
        String job = definition.job();
        if (failure == null) {
            return end(claim, State.FINISHED)
                    .tell(context.log(), new JobEvent.Ran(job, claim.tick(), claim.term(), took, valid));
        }
        boolean interrupt = failure instanceof InterruptedException && !tooLong;
        End end = end(claim, !valid || closed || interrupt ? State.INTERRUPTED : State.FAILED)
                .tell(context.log(), new JobEvent.Failed(job, claim.tick(), claim.term(), took, failure, valid));
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return end;
    }

    /** An interrupt that was meant for the work must not reach the store call that says how it ended. */
    End end(TickRecord claim, State state) {
        boolean interrupted = Thread.interrupted();
        TickRecord ended = claim.ended(state, context.clock().instant(), new RandomIds().next());
        Throwable trouble = claims.end(claim.nonce(), ended);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new End(ended, trouble, null);
    }
}
