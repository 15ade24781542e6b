// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.postgres.Namespace.applied;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.renewed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.election4j.StaleTermException;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions of a leader against heartbeats and takeovers, all at once. */
@Timeout(60)
class FenceTest {

    private static final String ELECTION = "nightly-billing";
    private static final long TERM = 7;

    private final Namespace namespace = Namespace.fresh();
    private final LeaseStore store = namespace.store();
    private final PostgresFence fence = new PostgresFence(namespace.options);
    private final SessionRecord leader = namespace.session();
    private final String invoices = namespace.options.tablePrefix() + "_invoice";
    private final String insert = "INSERT INTO " + invoices + " (term) VALUES (?)";
    private Version election;

    @BeforeEach
    void lead() {
        election = namespace.lead(store, ELECTION, TERM, leader);
        namespace.execute("CREATE TABLE " + invoices + " (term bigint)");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void the_leaders_transaction_commits() throws Exception {
        try (OpenTransaction work = fenced()) {
            invoice(work.connection());
            work.connection().commit();
        }
        assertThat(invoices()).isEqualTo("1");
    }

    @Test
    void a_statement_may_have_as_many_parameters_as_the_server_takes_and_one_more_is_refused_beforehand()
            throws Exception {
        int most = 65_533;
        Object[] values = new Object[most];
        Arrays.fill(values, TERM);
        String in = "INSERT INTO " + invoices + " SELECT ?::bigint WHERE ? IN (?" + ", ?".repeat(most - 3) + ")";
        try (Connection connection = namespace.dataSource.getConnection()) {
            assertThat(fence.executeUpdate(connection, ELECTION, TERM, in, values))
                    .isEqualTo(1);
            assertThatThrownBy(() -> fence.executeUpdate(connection, ELECTION, TERM, in, new Object[most + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65533")
                    .hasMessageContaining("65534");
        }
        assertThat(invoices()).isEqualTo("1");
    }

    @Test
    void an_error_of_the_statement_that_speaks_of_stale_terms_is_no_stale_term() throws Exception {
        try (Connection connection = namespace.dataSource.getConnection()) {
            assertThatThrownBy(() -> fence.executeUpdate(
                            connection, ELECTION, TERM, insert, "election4j: stale term, the user says"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void another_term_is_refused() throws Exception {
        try (OpenTransaction work = new OpenTransaction(namespace.dataSource)) {
            for (long term : new long[] {TERM - 1, TERM + 1}) {
                assertThatThrownBy(() -> fence.check(work.connection(), ELECTION, term))
                        .isInstanceOf(StaleTermException.class);
            }
            assertThatThrownBy(() -> fence.check(work.connection(), "another", TERM))
                    .isInstanceOf(StaleTermException.class);
        }
    }

    @Test
    void a_seat_that_was_given_up_is_refused() throws Exception {
        applied(store.compareAndSet(
                namespace.change(election, namespace.election(ELECTION, TERM, new ElectionRecord.Free())), attempt()));
        assertRefused();
    }

    @Test
    void autocommit_is_misuse() throws Exception {
        try (Connection connection = namespace.dataSource.getConnection()) {
            assertThatThrownBy(() -> fence.check(connection, ELECTION, TERM))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("autocommit");
        }
    }

    @Test
    void heartbeats_pass_an_open_fence_at_once() throws Exception {
        Version session = find();
        try (OpenTransaction work = fenced()) {
            SessionRecord record = leader;
            for (int i = 0; i < 20; i++) {
                record = renewed(record);
                session = applied(store.compareAndSet(namespace.change(session, record), attempt(500)));
            }
            invoice(work.connection());
            work.connection().commit();
        }
    }

    @Test
    void a_takeover_waits_for_the_open_fence_and_refuses_the_next() throws Exception {
        revoke();
        election = applied(store.compareAndSet(namespace.change(election, heldBySuccessor()), attempt()));
        assertRefused();
    }

    @Test
    void no_transaction_of_an_old_term_commits_after_the_next_was_acquired() throws Exception {
        CompletableFuture<WriteOutcome> takeover;
        try (OpenTransaction work = fenced()) {
            invoice(work.connection());
            revoke();
            takeover = supplyAsync(() -> store.compareAndSet(namespace.change(election, heldBySuccessor()), attempt()));
            namespace.awaitLockWait("{election}");
            assertThat(takeover).isNotDone();
            assertThat(store.compareAndSet(namespace.change(election, heldBySuccessor()), attempt(500)))
                    .isInstanceOf(WriteOutcome.Unknown.class);
            work.connection().commit();
        }
        applied(takeover.get());
        assertThat(invoices()).isEqualTo("1");
    }

    /** Fences overlap, so the row is never free: only the revoke lets the successor in. */
    @Test
    void a_busy_leader_that_was_revoked_cannot_keep_its_successor_out() throws Exception {
        OpenTransaction first = fenced();
        CompletableFuture<WriteOutcome> takeover;
        try (first) {
            takeover = supplyAsync(() -> store.compareAndSet(namespace.change(election, heldBySuccessor()), attempt()));
            namespace.awaitLockWait("{election}");
            try (OpenTransaction second = fenced()) {
                assertThat(second.connection().isClosed()).isFalse();
                revoke();
                assertRefused();
            }
        }
        applied(takeover.get());
        assertRefused();
    }

    @Test
    @Tag("direct-session")
    void a_snapshot_older_than_the_takeover_cannot_commit() throws Exception {
        for (int level : new int[] {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE}) {
            try (Connection connection = namespace.dataSource.getConnection()) {
                connection.setTransactionIsolation(level);
                connection.setAutoCommit(false);
                connection.createStatement().execute("SELECT count(*) FROM " + invoices);
                election = applied(store.compareAndSet(namespace.change(election, heldByLeader()), attempt()));
                assertThatThrownBy(() -> fence.check(connection, ELECTION, TERM))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("40001"));
                connection.rollback();
                election = applied(store.compareAndSet(namespace.change(election, heldAgain()), attempt()));
            }
        }
    }

    @Test
    void heartbeats_do_not_break_a_fence_under_serializable() throws Exception {
        try (Connection connection = namespace.dataSource.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            connection.createStatement().execute("SELECT count(*) FROM " + invoices);
            applied(store.compareAndSet(namespace.change(find(), renewed(leader)), attempt()));
            fence.check(connection, ELECTION, TERM);
            invoice(connection);
            connection.commit();
        }
        assertThat(invoices()).isEqualTo("1");
    }

    @Test
    void a_guarded_statement_writes_for_the_leader_only() throws Exception {
        try (Connection connection = namespace.dataSource.getConnection()) {
            assertThat(fence.executeUpdate(connection, ELECTION, TERM, insert, TERM))
                    .isEqualTo(1);
            assertThatThrownBy(() -> fence.executeUpdate(connection, ELECTION, TERM - 1, insert, TERM - 1))
                    .isInstanceOf(StaleTermException.class);
            String update = "UPDATE " + invoices + " SET term = term WHERE term < ?";
            assertThat(fence.executeUpdate(connection, ELECTION, TERM, update, 0))
                    .isZero();
            revoke();
            assertThatThrownBy(() -> fence.executeUpdate(connection, ELECTION, TERM, insert, TERM))
                    .isInstanceOf(StaleTermException.class);
        }
        assertThat(invoices()).isEqualTo("1");
    }

    @Test
    void errors_of_a_guarded_statement_are_the_callers() throws Exception {
        try (Connection connection = namespace.dataSource.getConnection()) {
            assertThatThrownBy(() -> fence.executeUpdate(connection, ELECTION, TERM, "DELETE FROM no_such_table"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P01"));
        }
    }

    /** The problem that the lock solves: the condition was true when it was looked at. */
    @Test
    void a_condition_without_a_lock_lets_a_stale_write_through() throws Exception {
        String unguarded = "WITH busy AS MATERIALIZED (SELECT pg_sleep(1.5)) INSERT INTO " + invoices
                + " SELECT " + TERM + " FROM busy WHERE EXISTS (" + namespace.tables.in("SELECT FROM {election}")
                + " WHERE name = '" + ELECTION + "' AND term = " + TERM + ")";
        CompletableFuture<Void> stale = CompletableFuture.runAsync(() -> namespace.execute(unguarded));
        awaitSleep();
        applied(store.compareAndSet(namespace.change(election, heldBySuccessor()), attempt()));
        stale.get();
        assertThat(invoices()).as("written for term 7 after term 8 began").isEqualTo("1");
    }

    @Test
    void a_guarded_statement_that_a_takeover_overtakes_writes_nothing() throws Exception {
        namespace.execute("INSERT INTO " + invoices + " VALUES (0)");
        CompletableFuture<Throwable> stale;
        try (OpenTransaction other =
                new OpenTransaction(namespace.dataSource, "UPDATE " + invoices + " SET term = 1 WHERE term = 0")) {
            stale = supplyAsync(this::updateGuarded);
            namespace.awaitLockWait(invoices);
            WriteOutcome takeover = store.compareAndSet(namespace.change(election, heldBySuccessor()), attempt(1_000));
            other.connection().commit();
            boolean overtaken = takeover instanceof WriteOutcome.Applied;
            assertThat(stale.get() instanceof StaleTermException).isEqualTo(overtaken);
            assertThat(invoices("WHERE term = " + TERM)).isEqualTo(overtaken ? "0" : "1");
        }
    }

    private Throwable updateGuarded() {
        try (Connection connection = namespace.dataSource.getConnection()) {
            fence.executeUpdate(connection, ELECTION, TERM, "UPDATE " + invoices + " SET term = ?", TERM);
            return null;
        } catch (SQLException | RuntimeException e) {
            return e;
        }
    }

    private ElectionRecord heldBySuccessor() {
        return namespace.held(ELECTION, TERM + 1, UUID.randomUUID());
    }

    private ElectionRecord heldByLeader() {
        return namespace.held(ELECTION, TERM + 1, leader.incarnation());
    }

    private ElectionRecord heldAgain() {
        return namespace.held(ELECTION, TERM, leader.incarnation());
    }

    private OpenTransaction fenced() throws SQLException {
        OpenTransaction transaction = new OpenTransaction(namespace.dataSource);
        fence.check(transaction.connection(), ELECTION, TERM);
        return transaction;
    }

    private void assertRefused() throws SQLException {
        try (OpenTransaction late = new OpenTransaction(namespace.dataSource)) {
            assertThatThrownBy(() -> fence.check(late.connection(), ELECTION, TERM))
                    .isInstanceOf(StaleTermException.class);
        }
    }

    private void revoke() {
        SessionRecord ended = leader.ended(UUID.randomUUID());
        long start = System.nanoTime();
        applied(store.compareAndSet(namespace.change(find(), ended), attempt()));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    private Version find() {
        return Namespace.find(store, leader.key()).version();
    }

    private void invoice(Connection connection) throws SQLException {
        connection.createStatement().execute("INSERT INTO " + invoices + " VALUES (" + TERM + ")");
    }

    private String invoices() {
        return invoices("");
    }

    private String invoices(String condition) {
        return namespace.ask("SELECT count(*) FROM " + invoices + " " + condition);
    }

    private void awaitSleep() {
        Awaitility.await()
                .until(() -> namespace
                        .ask("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE '%"
                                + invoices + "%'")
                        .equals("t"));
    }
}
