// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockAssert;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.election4j.LeaderElector;
import org.election4j.jobs.Jobs;
import org.election4j.jobs.Schedule;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;
import org.election4j.postgres.PostgresTickStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.OnLeader;
import org.election4j.spring.OncePerTick;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Runs every piece of Java in docs/migrating/shedlock.md on a real Postgres. */
@Timeout(180)
class ShedLockSnippetsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE shedlock (name varchar(64) PRIMARY KEY, lock_until timestamp NOT NULL,"
                    + " locked_at timestamp NOT NULL, locked_by varchar(255) NOT NULL)");
        }
        PostgresSchema.declareNeverUsed(
                server.getPostgresDatabase(), PostgresOptions.defaults(), Duration.ofSeconds(10));
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    /** What every application here has. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableScheduling
    static class Application {

        @Bean
        DataSource dataSource() {
            return server.getPostgresDatabase();
        }
    }

    /** The configuration before. */
    // tag::configuration-before
    @Configuration
    @EnableSchedulerLock(defaultLockAtMostFor = "10m")
    static class LockConfigurationBefore {
        @Bean
        LockProvider lockProvider(DataSource dataSource) {
            return new JdbcTemplateLockProvider(JdbcTemplateLockProvider.Configuration.builder()
                    .withJdbcTemplate(new JdbcTemplate(dataSource))
                    .usingDbTime()
                    .build());
        }
    }
    // end::configuration-before

    /** What is common to the jobs. */
    static class Job {
        private final AtomicInteger runs = new AtomicInteger();

        int runs() {
            return runs.get();
        }

        final void write() {
            runs.incrementAndGet();
        }
    }

    /** The job before. */
    static class JobBefore extends Job {
        // tag::job-before
        @Scheduled(cron = "0 0 2 * * *")
        @SchedulerLock(name = "report", lockAtMostFor = "2h", lockAtLeastFor = "1m")
        void report() {
            LockAssert.assertLocked();
            write();
        }
        // end::job-before
    }

    /** The job after. */
    static class JobAfter extends Job {
        // tag::job-after
        @Scheduled(cron = "0 0 2 * * *", zone = "Europe/Berlin")
        @OncePerTick(job = "report", runLimit = "2h")
        void report() {
            write();
        }
        // end::job-after
    }

    /** The job while old and new processes run. */
    static class JobDuringTheMove extends Job {
        // tag::job-both
        @Scheduled(cron = "0 0 2 * * *")
        @OnLeader("jobs")
        @SchedulerLock(name = "report", lockAtMostFor = "2h", lockAtLeastFor = "1m")
        void report() {
            write();
        }
        // end::job-both
    }

    private static ConfigurableApplicationContext start(String property, Class<?>... sources) {
        return new SpringApplicationBuilder(Application.class)
                .sources(sources)
                .web(WebApplicationType.NONE)
                .properties("spring.main.register-shutdown-hook=false", property)
                .run();
    }

    private static void unlock() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM shedlock");
        }
    }

    @Test
    void the_job_before_runs_under_its_lock() throws SQLException {
        unlock();
        try (ConfigurableApplicationContext context = start("a=b", LockConfigurationBefore.class, JobBefore.class)) {
            JobBefore job = context.getBean(JobBefore.class);
            job.report();
            job.report();
            assertThat(job.runs()).as("kept for lockAtLeastFor").isEqualTo(1);
        }
    }

    @Test
    void the_job_after_is_run_by_its_ticks_only() {
        try (ConfigurableApplicationContext context = start("election.elections=jobs", JobAfter.class)) {
            await().atMost(LONG).until(context.getBean(LeaderElector.class)::isLeader);
            JobAfter job = context.getBean(JobAfter.class);
            job.report();
            assertThat(job.runs()).isZero();
        }
    }

    @Test
    void during_the_move_the_leader_asks_for_the_lock() throws SQLException {
        unlock();
        try (ConfigurableApplicationContext context =
                start("election.elections=jobs", LockConfigurationBefore.class, JobDuringTheMove.class)) {
            JobDuringTheMove job = context.getBean(JobDuringTheMove.class);
            await().atMost(LONG).until(() -> {
                job.report();
                return job.runs() == 1;
            });
            job.report();
            assertThat(job.runs()).as("the lock is kept for lockAtLeastFor").isEqualTo(1);
        }
    }

    @Test
    void plain_java_runs_before_and_after() throws Throwable {
        unlock();
        DataSource dataSource = server.getPostgresDatabase();
        AtomicInteger runs = new AtomicInteger();
        plainBefore(dataSource, runs::incrementAndGet);
        assertThat(runs).hasValue(1);

        PostgresSchema.createTicksIfMissing(dataSource, PostgresOptions.defaults());
        plainAfter(dataSource, runs::incrementAndGet);
    }

    static void plainBefore(DataSource dataSource, Runnable report) throws Throwable {
        // tag::shedlock-before
        LockProvider locks = new JdbcTemplateLockProvider(dataSource);
        LockConfiguration configuration = new LockConfiguration(
                Instant.now(), "report", Duration.ofHours(2), Duration.ofMinutes(1)); // at most, at least
        // called by a scheduler, in every process
        new DefaultLockingTaskExecutor(locks).executeWithLock(report, configuration);
        // end::shedlock-before
    }

    private static void plainAfter(DataSource dataSource, Runnable report) {
        // tag::shedlock-after
        LeaseStore store = new PostgresLeaseStore(dataSource);
        LeaderElector elector = LeaderElector.builder(store, "reports").start();
        PostgresTickStore ticks = new PostgresTickStore(dataSource);
        Jobs jobs = Jobs.builder(elector).ticks(ticks).build();
        jobs.oncePerTick("report", Schedule.daily(LocalTime.of(2, 0), ZoneId.of("Europe/Berlin")))
                .start(run -> report.run());
        // end::shedlock-after
        await().atMost(LONG).until(elector::isLeader);
        jobs.close();
        elector.close();
        store.close();
    }
}
