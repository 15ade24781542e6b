// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.election4j.postgres.Namespace.applied;
import static org.election4j.postgres.Namespace.attempt;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.election4j.LeaderElector;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Nobody needs hints: without them everything goes on, and the reason is told once. */
@Timeout(120)
class OptionalHintsTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @Tag("own-server")
    void a_full_queue_of_notifications_keeps_nobody_from_being_elected(@TempDir Path directory) throws Exception {
        try (OwnServer server = OwnServer.in(directory, Map.of("max_notify_queue_pages", "64"))) {
            Namespace namespace = Namespace.on(server.dataSource());
            try (PostgresLeaseStore store = namespace.store();
                    OpenTransaction forgotten = new OpenTransaction(server.dataSource(), "LISTEN other")) {
                forgotten.connection().commit();
                forgotten.connection().createStatement().execute("SELECT 1");
                assertThat(fillQueue(server.dataSource())).contains("NOTIFY queue");
                SessionRecord leader = namespace.session();
                namespace.lead(store, "e", 1, leader);
                applied(store.compareAndSetAll(
                                java.util.List.of(
                                        namespace.change(null, namespace.held("a", 1, UUID.randomUUID())),
                                        namespace.change(null, namespace.held("b", 1, UUID.randomUUID()))),
                                attempt())
                        .get(1));
                assertThat(store.advice())
                        .singleElement()
                        .asString()
                        .contains("not announced", "NOTIFY queue", "54000");
            }
        }
    }

    /** Notifies until the server refuses; what it says then. */
    private static String fillQueue(PGSimpleDataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            for (int i = 0; i < 10_000; i++) {
                connection.createStatement().execute("SELECT pg_notify('other', '" + i + "x".repeat(7_000) + "')");
            }
            return "it was never full";
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void a_server_on_which_nobody_may_notify_elects_without_hints() {
        String database = TestServer.freshOptions().build().tablePrefix();
        TestServer.execute("CREATE DATABASE " + database);
        PGSimpleDataSource source = TestServer.dataSource(TestServer.url().replaceAll("/postgres$", "/" + database));
        Namespace namespace = Namespace.on(source);
        namespace.execute("CREATE ROLE " + database + " LOGIN");
        namespace.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON {session}, {election}, {store} TO " + database);
        namespace.execute("REVOKE EXECUTE ON FUNCTION pg_notify(text, text) FROM PUBLIC");
        source.setUser(database);
        try (PostgresLeaseStore store = namespace.store()) {
            store.probe(attempt());
            namespace.lead(store, "e", 1, namespace.session());
            assertThat(store.advice()).anyMatch(line -> line.contains("not announced") && line.contains("pg_notify"));
        }
    }

    @Test
    void a_pool_of_one_connection_leads_without_hints_and_says_so() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestServer.url());
        config.setUsername(TestServer.USER);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(250);
        Namespace namespace = Namespace.fresh();
        try (HikariDataSource pool = new HikariDataSource(config)) {
            PostgresLeaseStore store = new PostgresLeaseStore(pool, namespace.options);
            leadsForThreeLeases(store);
            assertThat(store.advice()).anyMatch(line -> line.contains("no hints") && line.contains("hintDataSource"));
        }
    }

    @Test
    void a_pool_that_does_not_say_that_it_is_small_gets_the_connection_of_hints_back() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestServer.url());
        config.setUsername(TestServer.USER);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(250);
        Namespace namespace = Namespace.fresh();
        try (HikariDataSource pool = new HikariDataSource(config)) {
            PostgresLeaseStore store = new PostgresLeaseStore(new Reticent(pool), namespace.options);
            leadsForThreeLeases(store);
            assertThat(store.advice()).anyMatch(line -> line.contains("no hints") && line.contains("hintDataSource"));
        }
    }

    private static void leadsForThreeLeases(PostgresLeaseStore store) throws InterruptedException {
        try (LeaderElector elector =
                LeaderElector.builder(store, "e").lease(LEASE).start()) {
            assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
            await().atMost(PATIENCE).until(() -> store.advice().stream().anyMatch(line -> line.contains("no hints")));
            await().atMost(PATIENCE).until(elector::isLeader);
            long term = elector.leadership().orElseThrow().term();
            // Real time, in which heartbeats must go on.
            assertThat(new CountDownLatch(1).await(3 * LEASE.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();
            assertThat(elector.leadership().orElseThrow().term()).isEqualTo(term);
        }
    }

    /** Hides what is behind it. */
    private static final class Reticent extends PGSimpleDataSource {

        private static final long serialVersionUID = 1L;

        private final transient HikariDataSource pool;

        Reticent(HikariDataSource pool) {
            this.pool = pool;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return pool.getConnection();
        }
    }
}
