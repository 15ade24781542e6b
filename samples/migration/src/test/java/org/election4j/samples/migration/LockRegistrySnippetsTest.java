// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import javax.sql.DataSource;
import org.election4j.LeaderElector;
import org.election4j.spring.LeadershipGained;
import org.election4j.spring.LeadershipStopping;
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
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ClassPathResource;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.jdbc.lock.LockRepository;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** Runs every piece of Java in docs/migrating/spring-integration.md, in an application of Spring Boot and on a real Postgres. */
@Timeout(300)
class LockRegistrySnippetsTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String MOVE = "election.elections=billing\nelection.lifecycles.leaderInitiator=billing";

    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
        new ResourceDatabasePopulator(
                        new ClassPathResource("org/springframework/integration/jdbc/schema-postgresql.sql"))
                .execute(server.getPostgresDatabase());
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    /** What every application here has. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        DataSource dataSource() {
            return server.getPostgresDatabase();
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @Bean
        Work work() {
            return new Work();
        }
    }

    /** The registry of the old application. */
    @Configuration(proxyBeanMethods = false)
    static class Locks {
        // tag::registry
        @Bean
        LockRepository lockRepository(DataSource dataSource) {
            return new DefaultLockRepository(dataSource);
        }

        @Bean
        JdbcLockRegistry lockRegistry(LockRepository repository) {
            return new JdbcLockRegistry(repository);
        }
        // end::registry
    }

    /** Before: the initiator. */
    @Configuration(proxyBeanMethods = false)
    static class InitiatorBefore {
        // tag::initiator-before
        @Bean
        LockRegistryLeaderInitiator leaderInitiator(LockRegistry<?> locks) {
            return new LockRegistryLeaderInitiator(locks, new DefaultCandidate("billing-1", "billing"));
        }
        // end::initiator-before
    }

    /** Before: its events. */
    @Configuration(proxyBeanMethods = false)
    record EventsBefore(Work work) {
        // tag::events-before
        @EventListener
        void on(OnGrantedEvent event) {
            work.start();
        }

        @EventListener
        void on(OnRevokedEvent event) {
            work.stop();
        }
        // end::events-before
    }

    /** Before: a candidate of its own class. */
    // tag::candidate-before
    static final class BillingCandidate extends DefaultCandidate {
        private final Work work;

        BillingCandidate(Work work) {
            super("billing-1", "billing");
            this.work = work;
        }

        @Override
        public void onGranted(Context context) {
            super.onGranted(context);
            work.start();
        }

        @Override
        public void onRevoked(Context context) {
            super.onRevoked(context);
            work.stop();
        }
    }
    // end::candidate-before

    /** After. */
    @Configuration(proxyBeanMethods = false)
    record EventsAfter(Work work) {
        // tag::events-after
        @EventListener
        void on(LeadershipGained event) {
            work.start();
        }

        @EventListener
        void on(LeadershipStopping event) {
            work.stop();
        }
        // end::events-after
    }

    /** While old and new processes run. */
    @Configuration(proxyBeanMethods = false)
    static class InitiatorDuringTheMove {
        // tag::initiator-both
        @Bean
        LockRegistryLeaderInitiator leaderInitiator(LockRegistry<?> locks) {
            LockRegistryLeaderInitiator initiator =
                    new LockRegistryLeaderInitiator(locks, new DefaultCandidate("billing-1", "billing"));
            initiator.setAutoStartup(false);
            return initiator;
        }
        // end::initiator-both
    }

    private static ConfigurableApplicationContext start(String properties, Class<?>... sources) {
        return new SpringApplicationBuilder(Application.class)
                .sources(sources)
                .web(WebApplicationType.NONE)
                .properties("election.lease=2s", "spring.main.register-shutdown-hook=false")
                .properties(properties.split("\n"))
                .run();
    }

    @Test
    void before_and_after_the_work_starts_and_stops_with_the_leadership() {
        for (ConfigurableApplicationContext context : java.util.List.of(
                start("election.lease=2s", Locks.class, InitiatorBefore.class, EventsBefore.class),
                start("election.elections=billing", EventsAfter.class))) {
            Work work = context.getBean(Work.class);
            await().atMost(LONG).until(work::isRunning);
            // An initiator revokes on its own thread, so its event may come too late for a context that closes.
            for (LockRegistryLeaderInitiator old :
                    context.getBeansOfType(LockRegistryLeaderInitiator.class).values()) {
                old.stop();
            }
            if (context.getBeansOfType(LeaderElector.class).isEmpty()) {
                await().atMost(LONG).until(() -> !work.isRunning());
            }
            context.close();
            assertThat(work.isRunning()).isFalse();
        }
    }

    @Test
    void during_the_move_a_new_process_waits_for_the_old_leader() {
        ConfigurableApplicationContext old =
                start("election.lease=2s", Locks.class, InitiatorBefore.class, EventsBefore.class);
        await().atMost(LONG).until(old.getBean(Work.class)::isRunning);
        try (ConfigurableApplicationContext next =
                start(MOVE, Locks.class, InitiatorDuringTheMove.class, EventsBefore.class)) {
            await().atMost(LONG).until(next.getBean(LeaderElector.class)::isLeader);
            Work work = next.getBean(Work.class);
            assertThat(work.isRunning()).isFalse();
            old.close();
            await().atMost(LONG).until(work::isRunning);
        }
    }

    @Test
    void a_candidate_of_its_own_class_is_told_the_same() {
        Work work = new Work();
        try (ConfigurableApplicationContext context = start("election.lease=2s", Locks.class)) {
            LockRegistryLeaderInitiator initiator = new LockRegistryLeaderInitiator(
                    context.getBean(JdbcLockRegistry.class), new BillingCandidate(work));
            initiator.start();
            await().atMost(LONG).until(work::isRunning);
            initiator.stop();
            await().atMost(LONG).until(() -> work.stops() == 1);
        }
    }
}
