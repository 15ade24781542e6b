// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.jobs.Jobs;
import org.election4j.jobs.Schedule;
import org.election4j.jobs.Unfinished;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;
import org.election4j.postgres.PostgresTickStore;

/** Jobs of a service that runs in many processes. */
final class NightlyReport {

    private final LeaderElector elector;
    private final Report report;

    NightlyReport(LeaderElector elector, Report report) {
        this.elector = elector;
        this.report = report;
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    Jobs start(DataSource dataSource, ScheduledExecutorService executor, Runnable cleanUp) {
        // tag::jobs
        PostgresSchema.createTicksIfMissing(dataSource, PostgresOptions.defaults());
        PostgresTickStore ticks = new PostgresTickStore(dataSource);
        Jobs jobs = Jobs.builder(elector).ticks(ticks).build();

        // Each night on one process, whoever leads at that moment and whatever the clocks of the others say.
        jobs.oncePerTick("nightly-report", Schedule.daily(LocalTime.of(2, 0), ZoneId.of("Europe/Berlin")))
                .unfinished(Unfinished.rerun(1))
                .start(run -> report.write(run.tick(), run.leadership().term()));

        // Any scheduler of yours: its tasks run while this process leads, and are skipped elsewhere.
        jobs.scheduler("clean-up", executor).scheduleAtFixedRate(cleanUp, 0, 1, TimeUnit.MINUTES);
        // end::jobs
        return jobs;
    }

    /** A step that a deployment must not cut in two. */
    @SuppressWarnings("try")
    static void swap(Leadership leadership, Runnable swap) {
        // tag::pin
        try (Leadership.Pin pin = leadership.pin(Duration.ofSeconds(2))) {
            swap.run();
        }
        // end::pin
    }

    /** Writes the report of a day. */
    interface Report {
        /** May be interrupted. */
        void write(Instant tick, long term) throws Exception;
    }
}
