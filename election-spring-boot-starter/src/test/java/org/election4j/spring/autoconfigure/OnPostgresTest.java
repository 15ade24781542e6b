// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.spring.Diary;
import org.election4j.spring.ElectionConfigurationException;
import org.election4j.spring.Elections;
import org.election4j.spring.LeadershipLost;
import org.election4j.spring.OnLeader;
import org.election4j.spring.SilentWire;
import org.election4j.spring.TestServer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.AbstractRefreshableApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.test.util.AopTestUtils;

/** Whole applications on a real server, from the first line of Boot to the last. */
class OnPostgresTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    /** Much more than any step takes, on a machine that does other things as well. */
    private static final Duration LONG = LEASE.multipliedBy(20);

    private final String tables = TestServer.freshTables();

    private ConfigurableApplicationContext start(Class<?> application, int port, String... properties) {
        SpringApplicationBuilder builder = new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(
                        "spring.main.banner-mode=off",
                        "logging.level.root=error",
                        "logging.level.org.election4j=off",
                        "spring.datasource.url=" + TestServer.url(port),
                        "spring.datasource.username=" + TestServer.USER,
                        "spring.datasource.hikari.connection-timeout=1000",
                        "spring.datasource.hikari.maximum-pool-size=4",
                        "election.elections=billing",
                        "election.store=postgres",
                        "election.lease=" + LEASE.toMillis() + "ms",
                        "election.postgres.table-prefix=" + tables);
        return builder.properties(properties).run();
    }

    private static LeaderElector billing(ConfigurableApplicationContext context) {
        return context.getBean(Elections.class).elector("billing");
    }

    private static void lead(ConfigurableApplicationContext context) {
        try {
            assertThat(billing(context).awaitLeadership(LONG)).isPresent();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String stateInTheStore() {
        try (Connection connection = TestServer.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT state FROM " + tables + " WHERE name = 'billing'")) {
            return row.next() ? row.getString(1) : "none";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says whether the pool can still be used. */
    record Pool(DataSource dataSource) {
        String state() {
            try (Connection connection = dataSource.getConnection()) {
                return connection.isValid(1) ? "pool open" : "pool broken";
            } catch (SQLException e) {
                return "pool closed";
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableScheduling
    static class Billing {

        @Bean
        Diary diary() {
            return new Diary();
        }

        @Bean
        Job job(Diary diary, DataSource dataSource) {
            return new Job(diary, new Pool(dataSource));
        }

        @Bean
        Witness witness(Diary diary, DataSource dataSource) {
            return new Witness(diary, new Pool(dataSource));
        }
    }

    static class Job {
        private final Diary diary;
        private final Pool pool;

        Job(Diary diary, Pool pool) {
            this.diary = diary;
            this.pool = pool;
        }

        /** Longer than its period, and than the lease. */
        @Scheduled(fixedRate = 20)
        @OnLeader("billing")
        void run() {
            diary.add("job begins");
            try {
                Thread.sleep(Duration.ofDays(1).toMillis());
            } catch (InterruptedException e) {
                diary.add("job drains, " + pool.state());
            }
        }
    }

    static class Witness {
        private final Diary diary;
        private final Pool pool;

        Witness(Diary diary, Pool pool) {
            this.diary = diary;
            this.pool = pool;
        }

        @EventListener
        void on(LeadershipLost event) {
            diary.add("lost, " + pool.state());
        }
    }

    @Test
    void at_the_end_work_drains_and_the_election_is_given_up_before_the_pool_closes() {
        ConfigurableApplicationContext context = start(Billing.class, TestServer.port());
        Diary diary = context.getBean(Diary.class);
        DataSource pool = context.getBean(DataSource.class);
        lead(context);
        await().atMost(LONG).until(() -> diary.lines().contains("job begins"));

        context.close();
        diary.add(new Pool(pool).state());

        assertThat(stateInTheStore()).isEqualTo("FREE");
        // Threads of their own: the scheduler's, and that of the events. Only what must be in order is looked at.
        assertThat(diary.lines())
                .doesNotHaveDuplicates()
                .containsSubsequence("job begins", "job drains, pool open", "lost, pool open", "pool closed")
                .containsSubsequence("LeadershipGained", "LeadershipStopping", "LeadershipLost", "pool closed");
    }

    @Test
    void a_job_that_is_longer_than_its_period_and_than_the_lease_keeps_its_leadership() throws InterruptedException {
        try (ConfigurableApplicationContext context = start(Billing.class, TestServer.port())) {
            lead(context);
            Diary diary = context.getBean(Diary.class);
            await().atMost(LONG).until(() -> diary.lines().contains("job begins"));
            long term = billing(context).leadership().orElseThrow().term();
            CountDownLatch never = new CountDownLatch(1);
            // Two leases of real time, in which heartbeats must go on beside the job.
            assertThat(never.await(2 * LEASE.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
            assertThat(diary.lines()).containsOnlyOnce("job begins");
            assertThat(billing(context).leadership().orElseThrow().term()).isEqualTo(term);
        }
    }

    @Test
    void of_two_applications_the_other_leads_once_the_first_has_ended() {
        ConfigurableApplicationContext first = start(Billing.class, TestServer.port());
        lead(first);
        try (ConfigurableApplicationContext second = start(Billing.class, TestServer.port())) {
            assertThat(billing(second).isLeader()).isFalse();
            first.close();
            lead(second);
        }
    }

    // ---- bad days --------------------------------------------------------------------------------------------------

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void with_the_database_down_the_application_starts_and_campaigns_when_it_is_up() throws Exception {
        int port = freePort();
        try (ConfigurableApplicationContext context = start(Billing.class, port)) {
            await().atMost(LONG).until(() -> billing(context).status().lastError() != null);
            assertThat(billing(context).status().state()).isEqualTo(ElectorStatus.State.STARTING);
            try (EmbeddedPostgres server = TestServer.start(port)) {
                lead(context);
                context.close();
                assertThat(server.getPort()).isEqualTo(port);
            }
        }
    }

    @Test
    void with_fail_fast_the_application_does_not_start_without_the_database() {
        int port = freePort();
        assertThatThrownBy(() -> start(Billing.class, port, "election.fail-fast=true"))
                .satisfies(failure -> assertThat(analyzable(failure))
                        .hasMessageContaining("cannot be held on")
                        .extracting(ElectionConfigurationException::action)
                        .asString()
                        .contains("election.fail-fast=false"));
    }

    private static ElectionConfigurationException analyzable(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof ElectionConfigurationException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertThat(cause).isInstanceOf(ElectionConfigurationException.class);
        return (ElectionConfigurationException) cause;
    }

    @Test
    void a_database_that_hangs_does_not_hold_the_end_of_the_application_up() throws Exception {
        try (SilentWire wire = new SilentWire(TestServer.port())) {
            ConfigurableApplicationContext context =
                    start(Billing.class, wire.port(), "election.close-limit=" + LEASE.toMillis() + "ms");
            LeaderElector elector = billing(context);
            lead(context);
            wire.fallSilent();
            closes(context);
            assertThat(elector.isLeader()).isFalse();
            assertThat(context.isActive()).isFalse();
        }
    }

    /** Closes a context in a time that does not depend on anybody's goodwill. */
    private static void closes(ConfigurableApplicationContext context) throws InterruptedException {
        Thread closer = new Thread(context::close);
        closer.start();
        closer.join(LONG.toMillis());
        assertThat(closer.isAlive()).as("still closing").isFalse();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Stubborn {
        @Bean
        StubbornJob job() {
            return new StubbornJob();
        }
    }

    static class StubbornJob {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch mayReturn = new CountDownLatch(1);

        @OnLeader("billing")
        public void run() {
            entered.countDown();
            boolean done = false;
            while (!done) {
                try {
                    mayReturn.await();
                    done = true;
                } catch (InterruptedException e) {
                    // It does not listen.
                }
            }
        }
    }

    private static StubbornJob behind(StubbornJob proxy) {
        return AopTestUtils.getTargetObject(proxy);
    }

    private static Thread begin(ConfigurableApplicationContext context) throws InterruptedException {
        StubbornJob job = context.getBean(StubbornJob.class);
        Thread worker = new Thread(job::run);
        worker.setDaemon(true);
        worker.start();
        assertThat(behind(job).entered.await(LONG.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        return worker;
    }

    @Test
    void a_job_that_ignores_interruption_is_waited_for_no_longer_than_the_close_limit() throws Exception {
        ConfigurableApplicationContext context =
                start(Stubborn.class, TestServer.port(), "election.close-limit=" + LEASE.toMillis() + "ms");
        lead(context);
        StubbornJob job = behind(context.getBean(StubbornJob.class));
        Thread worker = begin(context);
        closes(context);
        assertThat(worker.isAlive()).isTrue();
        job.mayReturn.countDown();
        worker.join();
    }

    @Test
    void an_application_that_ends_while_it_drains_gives_the_election_up_once_it_has_drained() throws Exception {
        ConfigurableApplicationContext context = start(Stubborn.class, TestServer.port());
        lead(context);
        StubbornJob job = behind(context.getBean(StubbornJob.class));
        begin(context);
        billing(context).resign();
        await().atMost(LONG).until(() -> billing(context).status().state() == ElectorStatus.State.DRAINING);
        Elections elections = context.getBean(Elections.class);
        Thread closer = new Thread(context::close);
        closer.start();
        await().atMost(LONG).until(() -> elections.candidate().isEmpty());
        assertThat(stateInTheStore()).isEqualTo("HELD");
        job.mayReturn.countDown();
        closer.join(LONG.toMillis());
        assertThat(stateInTheStore()).isEqualTo("FREE");
    }

    /** A context that may be refreshed any number of times, which most may not. */
    private static final class Refreshable extends AbstractRefreshableApplicationContext {
        @Override
        protected void loadBeanDefinitions(DefaultListableBeanFactory beans) {
            new AnnotatedBeanDefinitionReader(beans, getEnvironment()).register(Billing.class);
        }
    }

    @Test
    void a_context_that_is_refreshed_twice_ends_its_first_campaign_before_the_second() {
        try (Refreshable context = new Refreshable()) {
            TestPropertyValues.of(
                            "spring.datasource.url=" + TestServer.url(TestServer.port()),
                            "spring.datasource.username=" + TestServer.USER,
                            "election.elections=billing",
                            "election.store=postgres",
                            "election.lease=" + LEASE.toMillis() + "ms",
                            "election.postgres.table-prefix=" + tables)
                    .applyTo(context);
            context.refresh();
            lead(context);
            LeaderElector first = billing(context);
            long term = first.leadership().orElseThrow().term();
            context.refresh();
            assertThat(first.status().state()).isEqualTo(ElectorStatus.State.CLOSED);
            lead(context);
            assertThat(billing(context).leadership().orElseThrow().term()).isGreaterThan(term);
        }
    }
}
