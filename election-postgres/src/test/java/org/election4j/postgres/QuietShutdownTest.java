// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.election4j.LeaderElector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Start, lead, hand over and shutdown print nothing at WARN, neither the engine nor the pool. */
@Isolated
@Timeout(120)
class QuietShutdownTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Namespace namespace = Namespace.fresh();
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private final List<String> warnings = new CopyOnWriteArrayList<>();

    /** Held here, because a logger that nobody holds forgets its handlers. */
    private final Logger engine = Logger.getLogger("org.election4j");

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Level level = Level.OFF;

    @BeforeEach
    void listen() {
        level = engine.getLevel();
        engine.setLevel(Level.WARNING);
        engine.addHandler(handler);
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        engine.removeHandler(handler);
        engine.setLevel(level);
        System.setErr(before);
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestServer.url());
        config.setUsername(TestServer.USER);
        config.setConnectionTimeout(250);
        config.setValidationTimeout(250);
        return new HikariDataSource(config);
    }

    @Test
    void on_pools_of_the_users() throws Exception {
        try (HikariDataSource one = pool();
                HikariDataSource two = pool()) {
            leadHandOverAndShutDown(
                    new PostgresLeaseStore(one, namespace.options), new PostgresLeaseStore(two, namespace.options));
        }
        assertQuiet();
    }

    @Test
    void on_connections_of_its_own() throws Exception {
        try (PostgresLeaseStore one = own();
                PostgresLeaseStore two = own()) {
            leadHandOverAndShutDown(one, two);
        }
        assertQuiet();
    }

    private PostgresLeaseStore own() {
        return PostgresLeaseStore.connect(TestServer.url(), TestServer.USER, TestServer.PASSWORD, namespace.options);
    }

    private static void leadHandOverAndShutDown(PostgresLeaseStore one, PostgresLeaseStore two) throws Exception {
        LeaderElector first = elector(one, "first");
        LeaderElector second = elector(two, "second");
        await().atMost(PATIENCE).until(() -> first.isLeader() || second.isLeader());
        LeaderElector leader = first.isLeader() ? first : second;
        LeaderElector standby = first.isLeader() ? second : first;
        await().atMost(PATIENCE).until(() -> standby.status().leader() != null);
        await().atMost(PATIENCE).until(() -> listening() == 2);
        leader.resign(LEASE);
        await().atMost(PATIENCE).until(standby::isLeader);
        standby.close();
        leader.close();
    }

    private static int listening() {
        return Integer.parseInt(
                TestServer.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN election4j%'"));
    }

    private static LeaderElector elector(PostgresLeaseStore store, String id) {
        return LeaderElector.builder(store, "e").lease(LEASE).id(id).start();
    }

    private void assertQuiet() {
        LoggerFactory.getLogger("com.zaxxer.hikari.test").warn("the pool is heard");
        engine.warning("the engine is heard");
        assertThat(warnings).containsExactly("the engine is heard");
        assertThat(printed.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("zaxxer")))
                .singleElement()
                .asString()
                .contains("the pool is heard");
    }
}
