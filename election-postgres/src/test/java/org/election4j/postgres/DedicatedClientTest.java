// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.election4j.postgres.Namespace.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.election4j.LeaderElector;
import org.election4j.spi.Attempt;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.TickRead;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** The connections that a store opens for itself. */
@Timeout(120)
class DedicatedClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Namespace namespace = Namespace.fresh();
    private final String application = namespace.options.tablePrefix();

    private PostgresOptions.Builder options() {
        return PostgresOptions.builder().tablePrefix(namespace.options.tablePrefix());
    }

    private PostgresLeaseStore connect(int port, PostgresOptions options) {
        String url = TestServer.url(port) + "?ApplicationName=" + application;
        return PostgresLeaseStore.connect(url, TestServer.USER, TestServer.PASSWORD, options);
    }

    private int open() {
        return Integer.parseInt(
                TestServer.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + application + "'"));
    }

    @Test
    void an_idle_standby_holds_two_connections_with_ticks_and_tables_and_hints() throws Exception {
        Duration lease = Duration.ofSeconds(5);
        try (PostgresLeaseStore leaders = namespace.store();
                LeaderElector leader =
                        LeaderElector.builder(leaders, "e").lease(lease).start();
                PostgresLeaseStore store =
                        connect(TestServer.port(), options().lease(lease).build())) {
            assertThat(leader.awaitLeadership(PATIENCE)).isPresent();
            PostgresSchema.createIfMissing(store, attempt());
            PostgresSchema.createTicksIfMissing(store, attempt());
            PostgresTickStore ticks = new PostgresTickStore(store);
            try (LeaderElector standby =
                    LeaderElector.builder(store, "e").lease(lease).start()) {
                await().atMost(PATIENCE).until(() -> standby.status().leader() != null);
                assertThat(ticks.read("job", attempt())).isInstanceOf(TickRead.Absent.class);
                await().atMost(PATIENCE).until(() -> open() == 2);
                assertThat(standby.isLeader()).isFalse();
            }
        }
    }

    @Test
    void many_calls_at_once_share_four_connections_and_ticks_leave_two_of_them_alone() throws Exception {
        PostgresSchema.createTicksIfMissing(namespace.dataSource, namespace.options);
        ExecutorService threads = Executors.newFixedThreadPool(24);
        try (PostgresLeaseStore store =
                connect(TestServer.port(), options().hints(false).build())) {
            PostgresTickStore ticks = new PostgresTickStore(store);
            List<Callable<Boolean>> reads = IntStream.range(0, 120)
                    .<Callable<Boolean>>mapToObj(i -> () -> i % 2 == 0
                            ? store.read(RecordKey.STORE, attempt()) instanceof ReadOutcome.Found
                            : ticks.read("job-" + i, attempt()) instanceof TickRead.Absent)
                    .toList();
            for (Future<Boolean> answered : threads.invokeAll(reads)) {
                assertThat(answered.get()).isTrue();
            }
            assertThat(open()).isBetween(1, DedicatedClient.MOST);
        } finally {
            threads.shutdownNow();
        }
        await().until(() -> open() == 0);
    }

    @Test
    void a_login_that_takes_longer_than_an_attempt_gets_in() throws Exception {
        try (TcpProxy proxy = new TcpProxy(TestServer.port());
                PostgresLeaseStore store =
                        connect(proxy.port(), options().hints(false).build())) {
            // Each question and each answer takes that long, and a login has at least three of both: longer than an
            // attempt.
            proxy.delay(280);
            Duration limit = Duration.ofMillis(1_428);
            assertThat(store.read(RecordKey.STORE, Attempt.within(limit))).isInstanceOf(ReadOutcome.Unknown.class);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(store.read(RecordKey.STORE, Attempt.within(limit)))
                            .isInstanceOf(ReadOutcome.Found.class));
        }
    }

    @Test
    void a_network_that_was_silent_for_long_while_leading_is_led_on_again() throws Exception {
        Duration lease = Duration.ofSeconds(2);
        try (TcpProxy proxy = new TcpProxy(TestServer.port());
                PostgresLeaseStore store =
                        connect(proxy.port(), options().lease(lease).build());
                LeaderElector elector =
                        LeaderElector.builder(store, "e").lease(lease).start()) {
            assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
            proxy.blackHole();
            await().atMost(PATIENCE).until(() -> !elector.isLeader());
            await().atMost(PATIENCE).until(() -> elector.status().lastError() != null);
            proxy.heal();
            assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
        }
    }

    @Test
    @Tag("direct-session")
    void settings_of_the_role_that_make_heartbeats_slow_or_end_them_are_put_right() throws Exception {
        String role = application + "_planner";
        TestServer.execute("CREATE ROLE " + role + " SUPERUSER LOGIN");
        List<String> settings = new ArrayList<>(List.of(
                "jit = on",
                "plan_cache_mode = force_generic_plan",
                "max_parallel_workers_per_gather = 4",
                "client_min_messages = debug1",
                "default_transaction_isolation = serializable",
                "statement_timeout = '5s'",
                "lock_timeout = '5s'",
                "idle_session_timeout = '5s'",
                "enable_seqscan = off",
                "enable_indexscan = off",
                "enable_nestloop = off",
                "enable_sort = off"));
        if (Integer.parseInt(TestServer.ask("SHOW server_version_num")) >= 170_000) {
            settings.add("transaction_timeout = '5s'");
        }
        settings.forEach(setting -> TestServer.execute("ALTER ROLE " + role + " SET " + setting));
        String left = "SELECT coalesce(string_agg(name, ', '), '') FROM pg_settings WHERE source = 'user'";
        PGSimpleDataSource others = TestServer.dataSource();
        others.setUser(role);
        assertThat(TestServer.ask(others, left).split(", "))
                .as("set for others")
                .hasSize(settings.size());
        try (PostgresLeaseStore store = PostgresLeaseStore.connect(
                        TestServer.url(), role, "", options().build());
                Call call = Call.open(store.connections(), store.statements(), attempt())) {
            assertThat(call.<String>query(left, statement -> {}, row -> row.next() ? row.getString(1) : ""))
                    .isEmpty();
        }
    }
}
