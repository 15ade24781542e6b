// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.election4j.Candidate;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole electors through the bad days of a real server. Waiting is bounded by leases, generously. */
@Tag("own-server")
class ElectionOnPostgresTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = LEASE.multipliedBy(15);

    private final PostgresOptions options =
            TestServer.freshOptions().lease(LEASE).build();
    private final AtomicReference<Loss> loss = new AtomicReference<>();

    private final LeadershipListener remembering = new LeadershipListener() {
        @Override
        public void onLost(Leadership leadership, Loss lost) {
            loss.set(lost);
        }
    };

    private LeaseStore connect(String url) {
        return PostgresLeaseStore.connect(url, TestServer.USER, TestServer.PASSWORD, options);
    }

    /** The same tables, without a connection for hints, which would take one from the pool. */
    private PostgresOptions poolOptions() {
        return PostgresOptions.builder()
                .tablePrefix(options.tablePrefix())
                .lease(LEASE)
                .hints(false)
                .build();
    }

    private LeaderElector elector(LeaseStore store, String id) {
        return LeaderElector.builder(store, "e")
                .lease(LEASE)
                .id(id)
                .listener(remembering)
                .start();
    }

    @Test
    void a_leader_whose_connections_are_terminated_goes_on_leading() throws InterruptedException {
        PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, LEASE);
        try (LeaseStore store = connect(TestServer.url() + "?ApplicationName=victim");
                LeaderElector elector = elector(store, "a")) {
            Leadership leadership = elector.awaitLeadership(PATIENCE).orElseThrow();
            for (int i = 0; i < 10; i++) {
                TestServer.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE application_name = 'victim'");
                Instant terminated = Instant.now();
                await("a heartbeat that is acknowledged again")
                        .atMost(PATIENCE)
                        .until(() -> elector.candidate().status().heartbeats().stream()
                                .anyMatch(beat -> beat.due().isAfter(terminated)
                                        && beat.outcome().equals("applied")));
            }
            assertThat(leadership.isValid()).as("%s", loss.get()).isTrue();
        }
    }

    @Test
    void a_server_that_restarts_finds_one_leader_again(@TempDir Path directory) throws InterruptedException {
        try (OwnServer server = OwnServer.in(directory, Map.of())) {
            PostgresSchema.declareNeverUsed(server.dataSource(), options, LEASE);
            String url = TestServer.url(server.port());
            try (LeaseStore one = connect(url);
                    LeaseStore two = connect(url);
                    LeaderElector a = elector(one, "a");
                    LeaderElector b = elector(two, "b")) {
                await("a leader").atMost(PATIENCE).until(() -> a.isLeader() || b.isLeader());
                server.stop();
                await("nobody leads without a store").atMost(PATIENCE).until(() -> !a.isLeader() && !b.isLeader());
                assertThat(a.status().lastError()).isNotNull();
                server.start();
                await("a leader again").atMost(PATIENCE).until(() -> a.isLeader() || b.isLeader());
                assertThat(a.isLeader() && b.isLeader()).isFalse();
                assertThat(server.log()).contains("database system is ready");
            }
        }
    }

    @Test
    void an_elector_started_without_a_server_says_so_and_leads_once_there_is_one(@TempDir Path directory)
            throws InterruptedException {
        try (OwnServer server = OwnServer.in(directory, Map.of())) {
            PostgresSchema.declareNeverUsed(server.dataSource(), options, LEASE);
            server.stop();
            try (LeaseStore store = connect(TestServer.url(server.port()));
                    LeaderElector elector = elector(store, "a")) {
                assertThat(elector.awaitLeadership(LEASE)).isEmpty();
                assertThat(elector.status().state()).isEqualTo(ElectorStatus.State.STARTING);
                assertThat(elector.status().lastError()).isNotNull().doesNotContain(TestServer.PASSWORD);
                server.start();
                assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
            }
        }
    }

    @Test
    void missing_tables_are_named_and_election_begins_when_they_are_there() throws InterruptedException {
        try (LeaseStore store = connect(TestServer.url());
                LeaderElector elector = elector(store, "a")) {
            await("the refusal").atMost(PATIENCE).until(() -> elector.status().state() == ElectorStatus.State.REFUSED);
            assertThat(elector.status().lastError())
                    .contains(options.tablePrefix())
                    .contains("schema.sql");
            PostgresSchema.createIfMissing(TestServer.dataSource(), options);
            assertThat(elector.awaitLeadership(PATIENCE))
                    .as("a namespace that nobody declared unused settles after one lease")
                    .isPresent();
        }
    }

    @Test
    void a_leader_that_is_kept_waiting_for_a_connection_blames_the_pool() throws SQLException, InterruptedException {
        PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, LEASE);
        HikariConfig config = new HikariConfig();
        config.setDataSource(TestServer.dataSource());
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(1000);
        try (HikariDataSource pool = new HikariDataSource(config);
                LeaseStore store = new PostgresLeaseStore(pool, poolOptions());
                LeaderElector elector = elector(store, "a")) {
            assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
            try (Connection one = pool.getConnection();
                    Connection other = pool.getConnection()) {
                assertThat(one).isNotSameAs(other);
                await("the loss").atMost(PATIENCE).until(() -> loss.get() != null);
            }
            assertThat(loss.get().reason()).isEqualTo(LossReason.RENEWAL_TIMED_OUT);
            assertThat(loss.get().report().verdict()).isEqualTo(LossCause.POOL_WAIT);
            await("leading again, with a free pool").atMost(PATIENCE).until(elector::isLeader);
        }
    }

    @Test
    void a_black_hole_is_not_blamed_on_the_pool() throws Exception {
        PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, LEASE);
        try (TcpProxy proxy = new TcpProxy(TestServer.port());
                LeaseStore store = connect(TestServer.url(proxy.port()));
                LeaderElector elector = elector(store, "a")) {
            assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
            proxy.blackHole();
            await("the loss").atMost(PATIENCE).until(() -> loss.get() != null);
            assertThat(loss.get().report().verdict())
                    .as("%s", loss.get().report().summary())
                    .isEqualTo(LossCause.STORE_UNREACHABLE);
            proxy.heal();
            await("leading again").atMost(PATIENCE).until(elector::isLeader);
        }
    }

    @Test
    void five_hundred_elections_cost_one_heartbeat_and_three_connections() {
        PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, LEASE);
        try (LeaseStore store = connect(TestServer.url() + "?ApplicationName=many");
                Candidate candidate =
                        Candidate.builder(store).lease(LEASE).id("a").start()) {
            for (int i = 0; i < 500; i++) {
                candidate.elector("e" + i).start();
            }
            await("all are led").atMost(PATIENCE).until(() -> candidate.status().leading() == 500);
            String connections =
                    TestServer.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'many'");
            assertThat(Integer.parseInt(connections)).isLessThanOrEqualTo(3);
            assertThat(TestServer.ask(
                            "SELECT count(*) FROM " + options.tablePrefix() + "_session WHERE state = 'LIVE'"))
                    .isEqualTo("1");
        }
    }
}
