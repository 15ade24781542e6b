// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.election4j.LeaderElector;
import org.election4j.LeaderTask;
import org.election4j.RunOutcome;
import org.election4j.spi.Identifiers;
import org.election4j.spi.StopInterrupts;
import org.election4j.spi.TickStore;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one elector: they run only while it leads, and are interrupted when it has to stop.
 *
 * <pre>{@code
 * Jobs jobs = Jobs.builder(elector).ticks(new PostgresTickStore(dataSource)).build();
 * jobs.oncePerTick("nightly-report", Schedule.daily(LocalTime.of(2, 0), ZoneId.of("Europe/Berlin")))
 *         .start(run -> report.write(run.tick(), run.leadership().term()));
 * }</pre>
 *
 * <p>A leadership that ends waits for a running job to return, at most for the elector's drain limit. A job that ignores its
 * interruption is treated by the elector's {@link org.election4j.OverrunPolicy}, and may run beside the next leader's.
 *
 * <p>Thread-safe. Make one per elector; close it before the elector.
 */
public final class Jobs implements AutoCloseable {

    private final LeaderRuns runs;
    private final StopInterrupts interrupts = new StopInterrupts();
    private final TickJobs ticks;

    private Jobs(Builder builder) {
        JobLog log = new JobLog(builder.elector.electionName(), builder.listeners);
        this.runs = new LeaderRuns(builder.elector, log, interrupts);
        this.ticks = new TickJobs(builder, runs, log);
    }

    /**
     * Configures the jobs of an elector.
     *
     * @param elector decides when they run; not closed by them
     * @return a builder
     */
    public static Builder builder(LeaderElector elector) {
        return new Builder(elector);
    }

    /**
     * Runs a task on the calling thread if this process leads. The thread is interrupted at the stop signal. As with {@link
     * LeaderElector#runIfLeader} the leadership waits for the task to return before it is given up.
     *
     * @param job what to call it in events
     * @param task the task
     * @param <T> what it returns
     * @return ran, not leader, or failed
     */
    public <T> RunOutcome<T> run(String job, LeaderTask<T> task) {
        requireNonNull(task, "task");
        return runs.run(requireValid(job), task);
    }

    /**
     * Wraps a task: when it is called, it runs if this process leads, as in {@link #run}. It never throws an exception of the
     * task, so that a scheduler does not take it off its list; listeners hear of it.
     *
     * @param job what to call it in events
     * @param task the task
     * @return the wrapped task
     */
    public Runnable runnable(String job, Runnable task) {
        requireValid(job);
        requireNonNull(task, "task");
        return () -> runs.run(job, leadership -> {
            task.run();
            return true;
        });
    }

    /**
     * Wraps a task with a result: when it is called, it runs if this process leads, as in {@link #run}.
     *
     * @param job what to call it in events
     * @param task the task
     * @param <T> what it returns
     * @return the wrapped task; it throws nothing, the outcome says what became of it
     */
    public <T> Callable<RunOutcome<T>> callable(String job, Callable<T> task) {
        requireValid(job);
        requireNonNull(task, "task");
        return () -> runs.run(job, leadership -> task.call());
    }

    /**
     * Wraps a scheduler: every task given to the result runs only if this process leads when it is due. Tasks without a
     * result are skipped elsewhere; those with one fail with {@link NotLeadingException}. A repeating task goes on after an
     * exception. Shutting the result down shuts the given scheduler down.
     *
     * @param job what to call its tasks in events
     * @param scheduler brings the threads and the timing
     * @return the wrapped scheduler
     */
    public ScheduledExecutorService scheduler(String job, ScheduledExecutorService scheduler) {
        return new LeaderScheduler(requireValid(job), runs, requireNonNull(scheduler, "scheduler"));
    }

    /**
     * Configures a job of which each tick is started on one candidate. All candidates have to give it the same name and
     * schedule. See {@link TickJob} for what that promises.
     *
     * @param job its name: any Unicode text of at most 200 bytes without control characters. Unique among the jobs of a
     *     namespace, whatever their election
     * @param schedule when it is due
     * @return a builder
     * @throws IllegalStateException if no store of ticks was configured
     */
    public TickJob.Builder oncePerTick(String job, Schedule schedule) {
        return ticks.job(requireValid(job), requireNonNull(schedule, "schedule"));
    }

    private static String requireValid(String job) {
        return Identifiers.requireValid("job name", job);
    }

    /**
     * Interrupts what runs and starts no further tick. Does not wait, and does not close the elector. Idempotent.
     */
    @Override
    public void close() {
        ticks.close();
        interrupts.close();
    }

    /** Configures jobs. Not thread-safe. */
    public static final class Builder {

        final LeaderElector elector;
        final List<JobListener> listeners = new ArrayList<>();

        @Nullable
        TickStore ticks;

        @Nullable
        Executor executor;

        InstantSource clock = InstantSource.system();
        Duration storeTimeout = Duration.ofSeconds(2);

        private Builder(LeaderElector elector) {
            this.elector = requireNonNull(elector, "elector");
        }

        /**
         * Where ticks are recorded. Needed for {@link Jobs#oncePerTick} only.
         *
         * @param store the store, best in the database of the lease store
         * @return this
         */
        public Builder ticks(TickStore store) {
            ticks = requireNonNull(store, "store");
            return this;
        }

        /**
         * Listens to what becomes of jobs. May be called several times. What a person should look at is also logged, by
         * {@code org.election4j.jobs}.
         *
         * @param listener the listener
         * @return this
         */
        public Builder listener(JobListener listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Where ticks of jobs with a timer run. Default: a daemon thread for each.
         *
         * @param threads runs them; a tick that it rejects is tried again within ten seconds
         * @return this
         */
        public Builder executor(Executor threads) {
            executor = requireNonNull(threads, "executor");
            return this;
        }

        /**
         * The date by which ticks become due. Default: the clock of this machine.
         *
         * @param source the clock
         * @return this
         */
        public Builder clock(InstantSource source) {
            clock = requireNonNull(source, "clock");
            return this;
        }

        /**
         * How long one call to the store of ticks may take. Default: two seconds.
         *
         * @param limit positive
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder storeTimeout(Duration limit) {
            requireNonNull(limit, "limit");
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("the store's time limit must be positive, but is " + limit);
            }
            storeTimeout = limit;
            return this;
        }

        /**
         * Builds the jobs. Starts no thread before the first job with a timer.
         *
         * @return the jobs
         */
        public Jobs build() {
            return new Jobs(this);
        }
    }
}
