// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.postgres.Namespace.attempt;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;
import org.election4j.testkit.TickStoreContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.postgresql.ds.PGSimpleDataSource;

/** Behind PgBouncer in transaction mode, with the driver as it comes. */
@Timeout(180)
@EnabledIf(value = "org.election4j.postgres.PgBouncer#isInstalled", disabledReason = "pgbouncer is not installed")
class PgBouncerTest {

    /** All tests of this class at once would be too many clients to tell them apart. */
    private static final class Pooler {
        static final int PORT = PgBouncer.before(TestServer.directPort()).port();
    }

    private static PGSimpleDataSource pooled() {
        return TestServer.dataSource(TestServer.url(Pooler.PORT));
    }

    private static HikariDataSource pool(PGSimpleDataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(3);
        return new HikariDataSource(config);
    }

    @Nested
    class OwnConnections extends LeaseStoreContract {

        private final PostgresOptions options = TestServer.freshOptions().build();

        @Override
        protected LeaseStore openStore() {
            PostgresSchema.createIfMissing(pooled(), options);
            return PostgresLeaseStore.connect(
                    TestServer.url(Pooler.PORT), TestServer.USER, TestServer.PASSWORD, options);
        }

        @Override
        protected void changeByHand(String electionName, String field, String value) {
            Namespace.changeByHand(options, electionName, field, value);
        }

        @Override
        protected StoreTraits traits() {
            return StoreTraits.none().withEpoch().withClock();
        }
    }

    @Nested
    class Ticks extends TickStoreContract {

        private final PostgresOptions options = TestServer.freshOptions().build();

        @BeforeEach
        void create_the_tables() {
            PostgresSchema.createTicksIfMissing(pooled(), options);
        }

        @Override
        protected LeaseStore openStore() {
            PostgresSchema.createIfMissing(pooled(), options);
            return new PostgresLeaseStore(pooled(), options);
        }

        @Override
        protected TickStore openTicks() {
            return new PostgresTickStore(pooled(), options);
        }

        @Override
        protected boolean hasClock() {
            return true;
        }

        @Override
        protected boolean fencesInOneStep() {
            return true;
        }
    }

    /** Longer than the driver leaves statements unnamed. */
    @Test
    void many_namespaces_are_declared_and_elected_in_on_the_same_few_connections() throws Exception {
        try (HikariDataSource pool = pool(pooled())) {
            for (int i = 0; i < 8; i++) {
                Namespace namespace = Namespace.on(pool);
                try (PostgresLeaseStore store = namespace.store();
                        LeaderElector elector = LeaderElector.builder(store, "e")
                                .lease(Duration.ofSeconds(6))
                                .start()) {
                    assertThat(elector.awaitLeadership(Duration.ofSeconds(60))).isPresent();
                }
            }
        }
    }

    @Test
    void a_fenced_statement_in_autocommit_needs_no_setting() throws Exception {
        Namespace namespace = Namespace.on(pooled());
        PostgresFence fence = new PostgresFence(namespace.options);
        String work = namespace.options.tablePrefix() + "_work";
        TestServer.execute("CREATE TABLE " + work + " (n int)");
        try (PostgresLeaseStore store = namespace.store();
                LeaderElector elector = LeaderElector.builder(store, "e")
                        .lease(Duration.ofSeconds(10))
                        .start();
                HikariDataSource pool = pool(pooled())) {
            Leadership leadership =
                    elector.awaitLeadership(Duration.ofSeconds(60)).orElseThrow();
            for (int i = 0; i < 40; i++) {
                try (Connection first = pool.getConnection();
                        Connection second = pool.getConnection()) {
                    write(fence, first, leadership, work);
                    write(fence, second, leadership, work);
                }
            }
            assertThat(TestServer.ask("SELECT count(*) FROM " + work)).isEqualTo("80");
        }
    }

    @Test
    void a_fenced_transaction_needs_what_the_probe_says() throws Exception {
        Namespace namespace = Namespace.on(pooled());
        PGSimpleDataSource source = pooled();
        try (HikariDataSource asItComes = pool(source);
                PostgresLeaseStore store = new PostgresLeaseStore(asItComes, namespace.options);
                LeaderElector elector = LeaderElector.builder(store, "e")
                        .lease(Duration.ofSeconds(10))
                        .start()) {
            Leadership leadership =
                    elector.awaitLeadership(Duration.ofSeconds(60)).orElseThrow();
            assertThat(store.advice()).anySatisfy(advice -> assertThat(advice).contains("prepareThreshold=0"));
            PGSimpleDataSource told = pooled();
            told.setPrepareThreshold(0);
            try (HikariDataSource set = pool(told);
                    PostgresLeaseStore quiet = new PostgresLeaseStore(set, namespace.options)) {
                quiet.probe(attempt());
                assertThat(quiet.advice())
                        .noneSatisfy(advice -> assertThat(advice).contains("prepareThreshold"));
                PostgresFence fence = new PostgresFence(namespace.options);
                for (int i = 0; i < 40; i++) {
                    transact(fence, set, leadership);
                }
            }
        }
    }

    private static void transact(PostgresFence fence, HikariDataSource pool, Leadership leadership)
            throws SQLException {
        try (Connection first = pool.getConnection();
                Connection second = pool.getConnection()) {
            for (Connection connection : new Connection[] {first, second}) {
                connection.setAutoCommit(false);
                fence.check(connection, leadership);
                connection.commit();
            }
        }
    }

    private static void write(PostgresFence fence, Connection connection, Leadership leadership, String table)
            throws SQLException {
        assertThat(fence.executeUpdate(connection, leadership, "INSERT INTO " + table + " VALUES (?)", 1))
                .isEqualTo(1);
    }
}
