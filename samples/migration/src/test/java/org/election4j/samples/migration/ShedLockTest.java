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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.election4j.Candidate;
import org.election4j.jobs.JobEvent;
import org.election4j.jobs.Jobs;
import org.election4j.jobs.Schedule;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;
import org.election4j.postgres.PostgresTickStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/migrating/shedlock.md says, on the real library and a real Postgres. */
@Timeout(60)
class ShedLockTest {

    private static EmbeddedPostgres server;

    private DataSource dataSource;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void createTable() throws SQLException {
        dataSource = server.getPostgresDatabase();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS shedlock");
            statement.execute("CREATE TABLE shedlock (name varchar(64) PRIMARY KEY, lock_until timestamp NOT NULL,"
                    + " locked_at timestamp NOT NULL, locked_by varchar(255) NOT NULL)");
        }
    }

    /** One per process; they share nothing but the table. */
    private LockProvider process() {
        return new JdbcTemplateLockProvider(JdbcTemplateLockProvider.Configuration.builder()
                .withJdbcTemplate(new org.springframework.jdbc.core.JdbcTemplate(dataSource))
                .usingDbTime()
                .build());
    }

    private static LockConfiguration lock(Duration atMost, Duration atLeast) {
        return new LockConfiguration(Instant.now(), "report", atMost, atLeast);
    }

    @Test
    void a_task_longer_than_lock_at_most_for_runs_beside_the_next() {
        LockProvider second = process();
        SimpleLock first =
                process().lock(lock(Duration.ofMillis(500), Duration.ZERO)).orElseThrow();
        // The first task is still at work: it has not unlocked.
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        second.lock(lock(Duration.ofMillis(500), Duration.ZERO)).isPresent());
        assertThat(first).isNotNull();
    }

    @Test
    void a_process_that_dies_keeps_the_lock_until_lock_at_most_for_is_over() {
        assertThat(process().lock(lock(Duration.ofHours(1), Duration.ZERO))).isPresent();
        assertThat(process().lock(lock(Duration.ofHours(1), Duration.ZERO))).isEmpty();
    }

    @Test
    void a_short_task_runs_on_two_processes_whose_clocks_are_apart() throws Throwable {
        AtomicInteger runs = new AtomicInteger();
        for (LockProvider process : java.util.List.of(process(), process())) {
            // Both mean the same tick; the second process comes to it when the first is done.
            new DefaultLockingTaskExecutor(process)
                    .executeWithLock((Runnable) runs::incrementAndGet, lock(Duration.ofMinutes(1), Duration.ZERO));
        }
        assertThat(runs).hasValue(2);
    }

    @Test
    void lock_at_least_for_covers_clocks_that_are_less_far_apart_than_that() throws Throwable {
        AtomicInteger runs = new AtomicInteger();
        for (LockProvider process : java.util.List.of(process(), process())) {
            new DefaultLockingTaskExecutor(process)
                    .executeWithLock(
                            (Runnable) runs::incrementAndGet, lock(Duration.ofMinutes(1), Duration.ofSeconds(30)));
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void with_ticks_no_time_is_guessed_and_no_tick_runs_twice() {
        Duration lease = Duration.ofSeconds(1);
        PostgresOptions options = PostgresOptions.defaults();
        PostgresSchema.declareNeverUsed(dataSource, options, lease);
        PostgresSchema.createTicksIfMissing(dataSource, options);
        CopyOnWriteArrayList<Instant> runs = new CopyOnWriteArrayList<>();
        CopyOnWriteArrayList<JobEvent> events = new CopyOnWriteArrayList<>();
        Schedule schedule = Schedule.every(Duration.ofMillis(200));
        try (PostgresLeaseStore store = new PostgresLeaseStore(dataSource);
                Candidate a = Candidate.builder(store).id("a").lease(lease).start();
                Candidate b = Candidate.builder(store).id("b").lease(lease).start();
                Jobs first = jobs(a, events);
                Jobs second = jobs(b, events)) {
            first.oncePerTick("report", schedule).start(run -> runs.add(run.tick()));
            second.oncePerTick("report", schedule).start(run -> runs.add(run.tick()));
            await().atMost(Duration.ofSeconds(30)).until(() -> runs.size() > 3);
            a.close();
            int before = runs.size();
            await().atMost(Duration.ofSeconds(30)).until(() -> runs.size() > before + 3);
        }
        assertThat(runs).doesNotHaveDuplicates();
    }

    private Jobs jobs(Candidate candidate, CopyOnWriteArrayList<JobEvent> events) {
        return Jobs.builder(candidate.elector("reports").start())
                .ticks(new PostgresTickStore(dataSource))
                .listener(events::add)
                .build();
    }
}
