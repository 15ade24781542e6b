// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.postgres.Namespace.applied;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.find;
import static org.election4j.postgres.Namespace.renewed;
import static org.election4j.postgres.Namespace.unknown;

import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that somebody else has locked. */
@Timeout(60)
class LockTrapsTest {

    private final Namespace namespace = Namespace.fresh();
    private final LeaseStore store = namespace.store();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_lease_does_not_shrink_while_its_row_is_waited_for() throws Exception {
        SessionRecord session = namespace.session();
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        CompletableFuture<WriteOutcome> renewal;
        try (OpenTransaction other = lockSessions()) {
            assertThat(other.connection().isClosed()).isFalse();
            renewal = supplyAsync(() -> store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
            namespace.awaitLockWait("{session}");
            TimeUnit.MILLISECONDS.sleep(1_500);
        }
        applied(renewal.get());
        StoredRecord found = find(store, session.key());
        assertThat(found.remaining()).isGreaterThan(Namespace.LEASE.minusMillis(1_000));
    }

    @Test
    void a_locked_row_holds_a_write_no_longer_than_its_attempt() throws Exception {
        SessionRecord session = namespace.session();
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        try (OpenTransaction other = lockSessions()) {
            assertThat(other.connection().isClosed()).isFalse();
            long start = System.nanoTime();
            WriteOutcome outcome = store.compareAndSet(namespace.change(version, renewed(session)), attempt(3_000));
            assertThat(unknown(outcome)).hasMessageContaining("lock timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
        applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
    }

    @Test
    void the_limit_on_lock_waits_ends_with_its_statement() throws Exception {
        try (Connection only = TestServer.dataSource().getConnection()) {
            PostgresLeaseStore one = new PostgresLeaseStore(new OneConnection(only), namespace.options);
            applied(one.compareAndSet(namespace.change(null, namespace.session()), attempt(1_000)));
            try (ResultSet row = only.createStatement().executeQuery("SHOW lock_timeout")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("0");
            }
        }
    }

    @Test
    void a_locked_row_does_not_hold_up_the_others_of_its_batch() throws Exception {
        List<Version> versions = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            versions.add(applied(store.compareAndSet(namespace.change(null, held(name, 1)), attempt())));
        }
        List<CompareAndSet> batch = List.of(
                namespace.change(versions.get(2), held("c", 2)),
                namespace.change(versions.get(1), held("b", 2)),
                namespace.change(null, held("d", 1)),
                namespace.change(versions.get(0), held("a", 2)));
        String lock = namespace.tables.in("SELECT FROM {election} WHERE name = 'b' FOR SHARE");
        try (OpenTransaction fence = new OpenTransaction(namespace.dataSource, lock)) {
            assertThat(fence.connection().isClosed()).isFalse();
            long start = System.nanoTime();
            List<WriteOutcome> outcomes = store.compareAndSetAll(batch, attempt());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(outcomes.get(0)).isInstanceOf(WriteOutcome.Applied.class);
            assertThat(outcomes.get(1)).isInstanceOf(WriteOutcome.Rejected.class);
            assertThat(outcomes.get(2)).isInstanceOf(WriteOutcome.Applied.class);
            assertThat(outcomes.get(3)).isInstanceOf(WriteOutcome.Applied.class);
        }
    }

    @Test
    void locked_sessions_are_left_out_of_a_batch_of_revokes() throws Exception {
        SessionRecord locked = namespace.session();
        SessionRecord free = namespace.session();
        List<CompareAndSet> revokes = new ArrayList<>();
        for (SessionRecord session : List.of(locked, free)) {
            Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
            revokes.add(namespace.change(version, session.ended(UUID.randomUUID())));
        }
        String lock = namespace.tables.in(
                "SELECT FROM {session} WHERE incarnation = '" + locked.incarnation() + "' FOR UPDATE");
        try (OpenTransaction other = new OpenTransaction(namespace.dataSource, lock)) {
            assertThat(other.connection().isClosed()).isFalse();
            List<WriteOutcome> outcomes = store.compareAndSetAll(revokes, attempt());
            assertThat(outcomes.get(0)).isInstanceOf(WriteOutcome.Rejected.class);
            assertThat(outcomes.get(1)).isInstanceOf(WriteOutcome.Applied.class);
        }
    }

    private ElectionRecord held(String name, long term) {
        return namespace.held(name, term, UUID.randomUUID());
    }

    private OpenTransaction lockSessions() throws Exception {
        return new OpenTransaction(namespace.dataSource, namespace.tables.in("SELECT FROM {session} FOR UPDATE"));
    }
}
