// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.election4j.LeaderInfo;
import org.election4j.jobs.JobEvent;
import org.election4j.jobs.TickJob;
import org.election4j.jobs.TickJobStatus;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRecord;
import org.election4j.spring.Ticks;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@code /actuator/ticks}: the last and the next tick of each job with {@code @OncePerTick}, whichever instance ran it. A write pauses,
 * resumes or runs a job; it has to be allowed by {@code management.endpoint.ticks.access=unrestricted}.
 */
@Endpoint(id = "ticks", defaultAccess = Access.READ_ONLY)
public final class TicksEndpoint {

    /** How long a run by hand is waited for. It goes on after that. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Ticks ticks;

    TicksEndpoint(Ticks ticks) {
        this.ticks = ticks;
    }

    /**
     * All jobs.
     *
     * @param ticks one entry per job
     */
    public record Descriptor(List<JobDescriptor> ticks) {}

    /**
     * A job.
     *
     * @param job its name
     * @param election the election whose leader runs it
     * @param running whether this instance runs a tick of it now
     * @param next the next time of its schedule; null if there is none, or the store was not asked
     * @param last the last tick that any instance started; null if there is none
     * @param pause who has paused it; null if nobody has, or the store was not asked
     * @param error why the store could not be asked; {@code last} is then what this instance saw last. Null if it was
     */
    public record JobDescriptor(
            String job,
            String election,
            boolean running,
            @Nullable Instant next,
            @Nullable Last last,
            @Nullable TickPause pause,
            @Nullable String error) {}

    /**
     * The last tick that any instance started.
     *
     * @param tick the time it was scheduled for
     * @param state what became of it
     * @param term the term of the leader that started it
     * @param candidate the instance that did
     * @param started when, by its clock
     * @param ended when it ended; null if it is not known to have ended
     * @param missed how many ticks before it nobody started
     * @param attempt how many times it was started
     */
    public record Last(
            Instant tick,
            TickRecord.State state,
            long term,
            String candidate,
            Instant started,
            @Nullable Instant ended,
            long missed,
            int attempt) {

        private static @Nullable Last of(@Nullable TickRecord record) {
            return record == null
                    ? null
                    : new Last(
                            record.tick(),
                            record.state(),
                            record.term(),
                            record.candidateId(),
                            record.startedAt(),
                            record.endedAt(),
                            record.missed(),
                            record.attempt());
        }
    }

    /**
     * What became of a write.
     *
     * @param job the job
     * @param outcome {@code PAUSED}, {@code RESUMED}; of a run {@code RAN}, {@code FAILED}, {@code SKIPPED}, {@code STORE_FAILED}, or {@code
     *     UNDER_WAY} while it takes longer
     * @param reason why it was skipped or what failed; null if there is nothing to say
     * @param leader who leads and so could run it, if this instance does not; null if that is not known or not the reason
     */
    public record Outcome(
            String job,
            String outcome,
            @Nullable String reason,
            @Nullable String leader) {}

    /**
     * Describes all jobs. Blocks for the store.
     *
     * @return the jobs
     */
    @ReadOperation
    public Descriptor ticks() {
        List<JobDescriptor> described = new ArrayList<>();
        String error = null;
        for (String name : ticks.jobs()) {
            // One call that was not answered tells enough; with many jobs the others would add up.
            JobDescriptor job = describe(name, error);
            error = job.error();
            described.add(job);
        }
        return new Descriptor(described);
    }

    /**
     * Describes one job. Blocks for the store.
     *
     * @param job its name
     * @return the job; null if there is none of that name
     */
    @ReadOperation
    @Nullable
    public JobDescriptor job(@Selector String job) {
        return ticks.jobs().contains(job) ? describe(job, null) : null;
    }

    /**
     * Pauses, resumes or runs a job. Blocks for the store, and some seconds at most for a run.
     *
     * @param job its name
     * @param action {@code pause} or {@code resume}, for all instances; or {@code run}, which the leader has to be asked
     * @return the outcome
     * @throws InterruptedException if the thread is interrupted
     * @throws InvalidEndpointRequestException if there is no job of that name or no such action: over HTTP that is 400
     */
    @WriteOperation
    public Outcome act(@Selector String job, String action) throws InterruptedException {
        try {
            switch (action.toLowerCase(Locale.ROOT)) {
                case "pause" -> ticks.job(job).pause();
                case "resume" -> ticks.job(job).resume();
                case "run" -> {
                    return await(job, ticks.runNow(job));
                }
                default ->
                    throw new IllegalArgumentException(
                            "the action must be pause, resume or run, but is '" + action + "'");
            }
            return new Outcome(job, action.equalsIgnoreCase("pause") ? "PAUSED" : "RESUMED", null, null);
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            throw new InvalidEndpointRequestException(reason, reason, e);
        } catch (LeaseStoreException e) {
            return new Outcome(job, "STORE_FAILED", e.getMessage(), null);
        }
    }

    private static Outcome await(String job, CompletableFuture<JobEvent> run) throws InterruptedException {
        try {
            return outcome(job, run.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new Outcome(job, "UNDER_WAY", null, null);
        } catch (ExecutionException e) {
            return new Outcome(job, "FAILED", String.valueOf(e.getCause()), null);
        }
    }

    private static Outcome outcome(String job, JobEvent event) {
        if (event instanceof JobEvent.Skipped skipped) {
            LeaderInfo leader = skipped.leader();
            return new Outcome(job, "SKIPPED", skipped.reason().name(), leader == null ? null : leader.candidateId());
        }
        if (event instanceof JobEvent.Failed failed) {
            return new Outcome(job, "FAILED", String.valueOf(failed.cause()), null);
        }
        if (event instanceof JobEvent.StoreFailed failed) {
            return new Outcome(job, "STORE_FAILED", String.valueOf(failed.cause()), null);
        }
        return new Outcome(job, "RAN", null, null);
    }

    private JobDescriptor describe(String name, @Nullable String error) {
        TickJob job = ticks.job(name);
        String election = ticks.election(name);
        String why = error;
        if (why == null) {
            try {
                TickJobStatus status = job.status();
                return new JobDescriptor(
                        name,
                        election,
                        status.running(),
                        status.nextTick(),
                        Last.of(status.lastTick()),
                        status.pause(),
                        null);
            } catch (LeaseStoreException e) {
                why = String.valueOf(e.getMessage());
            }
        }
        Last last = job.lastTick().map(Last::of).orElse(null);
        return new JobDescriptor(name, election, false, null, last, null, why);
    }
}
