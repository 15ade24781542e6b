// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.postgres.Namespace.applied;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.find;
import static org.election4j.postgres.Namespace.renewed;
import static org.election4j.postgres.Namespace.unknown;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What lies between a store and its server goes wrong. */
@Timeout(60)
class OutageTest {

    private static final int ATTEMPT_MILLIS = 1_400;
    private static final Duration MUCH_LONGER = Duration.ofMillis(2L * ATTEMPT_MILLIS);

    private final Namespace namespace = Namespace.fresh();
    /** Other tests use the same server at the same time. */
    private final String applicationName = "outage " + UUID.randomUUID();

    private TcpProxy proxy;
    private LeaseStore store;

    @BeforeEach
    void connect() throws Exception {
        proxy = new TcpProxy(TestServer.port());
        store = PostgresLeaseStore.connect(
                TestServer.url(proxy.port()) + "?ApplicationName=" + applicationName,
                TestServer.USER,
                TestServer.PASSWORD,
                namespace.options);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        proxy.close();
    }

    @Test
    void a_black_hole_holds_no_call_much_longer_than_its_attempt() {
        SessionRecord session = namespace.session();
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        proxy.blackHole();
        for (int i = 0; i < 4; i++) {
            unknown(timed(
                    () -> store.compareAndSet(namespace.change(version, renewed(session)), attempt(ATTEMPT_MILLIS))));
            assertThat(timed(() -> store.read(session.key(), attempt(ATTEMPT_MILLIS))))
                    .isInstanceOf(ReadOutcome.Unknown.class);
        }
        timed(() -> {
            assertThatThrownBy(() -> store.probe(attempt(ATTEMPT_MILLIS))).isInstanceOf(LeaseStoreException.class);
            return null;
        });
        proxy.heal();
        awaitWorking(session);
    }

    @Test
    void a_data_source_without_time_limits_is_limited_by_the_attempt() throws Exception {
        try (Connection lent =
                TestServer.dataSource(TestServer.url(proxy.port())).getConnection()) {
            PostgresLeaseStore one = new PostgresLeaseStore(new OneConnection(lent), namespace.options);
            find(one, RecordKey.STORE);
            proxy.blackHole();
            assertThat(timed(() -> one.read(RecordKey.STORE, attempt(ATTEMPT_MILLIS))))
                    .isInstanceOf(ReadOutcome.Unknown.class);
        }
    }

    @Test
    void a_swallowed_answer_is_unknown_and_the_write_is_there() {
        SessionRecord session = namespace.session();
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        proxy.swallowAnswers();
        SessionRecord next = renewed(session);
        // The pool tests an idle connection, whose answer is swallowed too; the fresh one is younger than that.
        unknown(timed(() -> store.compareAndSet(namespace.change(version, next), attempt(ATTEMPT_MILLIS))));
        proxy.heal();
        awaitWorking(session);
        try (LeaseStore direct = namespace.store()) {
            assertThat(find(direct, session.key()).version()).isEqualTo(Version.of(next.nonce()));
        }
    }

    @Test
    void a_slow_network_that_answers_in_time_is_no_outage() {
        SessionRecord session = namespace.session();
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        proxy.delay(50);
        applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt(ATTEMPT_MILLIS)));
    }

    @Test
    void cut_connections_are_replaced() {
        SessionRecord session = namespace.session();
        applied(store.compareAndSet(namespace.change(null, session), attempt()));
        proxy.cut();
        awaitWorking(session);
    }

    @Test
    void terminated_backends_are_replaced() {
        SessionRecord session = namespace.session();
        applied(store.compareAndSet(namespace.change(null, session), attempt()));
        namespace.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity" + " WHERE application_name = '"
                + applicationName + "'");
        awaitWorking(session);
    }

    @Test
    void a_server_that_is_down_at_the_start_is_met_later() throws Exception {
        int port = proxy.port();
        proxy.close();
        try (LeaseStore early = PostgresLeaseStore.connect(
                TestServer.url(port), TestServer.USER, TestServer.PASSWORD, namespace.options)) {
            assertThat(timed(() -> early.read(RecordKey.STORE, attempt(ATTEMPT_MILLIS))))
                    .isInstanceOf(ReadOutcome.Unknown.class);
        }
    }

    @Test
    void an_exhausted_pool_is_unknown_and_shows_in_the_marks() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(TestServer.dataSource());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(300);
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection taken = pool.getConnection()) {
            assertThat(taken.isValid(1)).isTrue();
            PostgresLeaseStore busy = new PostgresLeaseStore(pool, namespace.options);
            Marks marks = new Marks();
            WriteOutcome outcome = timed(() -> busy.compareAndSet(namespace.change(null, namespace.session()), marks));
            assertThat(unknown(outcome)).hasMessageContaining("not available");
            assertThat(marks.order).isEmpty();
        }
    }

    @Test
    void a_call_marks_its_progress_once_and_in_order() {
        Marks marks = new Marks();
        applied(store.compareAndSet(namespace.change(null, namespace.session()), marks));
        assertThat(marks.order).hasToString("connected sent replied ");
    }

    @Test
    void a_connection_inside_a_transaction_is_left_alone() throws Exception {
        try (OpenTransaction callers = new OpenTransaction(TestServer.dataSource(), "SELECT 1")) {
            PostgresLeaseStore wrong =
                    new PostgresLeaseStore(new OneConnection(callers.connection()), namespace.options);
            WriteOutcome outcome = wrong.compareAndSet(namespace.change(null, namespace.session()), attempt());
            assertThat(unknown(outcome)).hasMessageContaining("inside a transaction");
            callers.connection().createStatement().execute("SELECT 1");
            callers.connection().commit();
        }
        assertThat(namespace.ask("SELECT count(*) FROM {session}")).isEqualTo("0");
    }

    /** Runs a call and fails if it takes much longer than an attempt. */
    private static <T> T timed(Supplier<T> call) {
        long start = System.nanoTime();
        T result = call.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MUCH_LONGER);
        return result;
    }

    private void awaitWorking(SessionRecord session) {
        Awaitility.await().until(() -> store.read(session.key(), attempt(ATTEMPT_MILLIS)) instanceof ReadOutcome.Found);
    }

    private static final class Marks implements Attempt {

        private final StringBuilder order = new StringBuilder();

        @Override
        public Duration remaining() {
            return Duration.ofMillis(ATTEMPT_MILLIS);
        }

        @Override
        public void connected() {
            order.append("connected ");
        }

        @Override
        public void sent() {
            order.append("sent ");
        }

        @Override
        public void replied() {
            order.append("replied ");
        }
    }
}
