// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.core.io.ClassPathResource;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** What docs/migrating/spring-integration.md says, on the real library and a real Postgres. */
@Timeout(90)
class LockRegistryTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration LEASE = Duration.ofSeconds(2);

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

    /** A pool that gives nothing out for a while, as one does that is exhausted. */
    private static final class Pool extends DelegatingDataSource {
        private volatile CountDownLatch open = new CountDownLatch(0);

        Pool() {
            super(server.getPostgresDatabase());
        }

        void exhaust() {
            open = new CountDownLatch(1);
        }

        void release() {
            open.countDown();
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted", e);
            }
            return super.getConnection();
        }
    }

    private static LockRegistryLeaderInitiator initiator(String id, DataSource dataSource) {
        DefaultLockRepository repository = new DefaultLockRepository(dataSource);
        repository.setTransactionManager(new JdbcTransactionManager(dataSource));
        repository.afterPropertiesSet();
        repository.afterSingletonsInstantiated();
        repository.start();
        return new LockRegistryLeaderInitiator(
                new JdbcLockRegistry(repository, LEASE), new DefaultCandidate(id, "billing"));
    }

    @Test
    void an_initiator_whose_pool_is_exhausted_claims_to_lead_beside_another() {
        Pool pool = new Pool();
        LockRegistryLeaderInitiator first = initiator("first", pool);
        LockRegistryLeaderInitiator second = initiator("second", server.getPostgresDatabase());
        first.start();
        await().atMost(LONG).until(() -> first.getContext().isLeader());
        second.start();
        pool.exhaust();
        await().atMost(LONG).until(() -> second.getContext().isLeader());
        assertThat(first.getContext().isLeader()).as("beside the second").isTrue();
        pool.release();
        first.stop();
        second.stop();
    }

    @Test
    void an_elector_whose_pool_is_exhausted_has_stopped_before_another_leads() {
        Pool pool = new Pool();
        PostgresSchema.declareNeverUsed(server.getPostgresDatabase(), PostgresOptions.defaults(), LEASE);
        try (Candidate a = candidate("first", pool);
                Candidate b = candidate("second", server.getPostgresDatabase())) {
            LeaderElector first = a.elector("billing").start();
            await().atMost(LONG).until(first::isLeader);
            LeaderElector second = b.elector("billing").start();
            pool.exhaust();
            await().atMost(LONG).until(second::isLeader);
            assertThat(first.isLeader()).isFalse();
            pool.release();
        }
    }

    private static Candidate candidate(String id, DataSource dataSource) {
        return Candidate.builder(new PostgresLeaseStore(dataSource))
                .id(id)
                .lease(LEASE)
                .start();
    }
}
