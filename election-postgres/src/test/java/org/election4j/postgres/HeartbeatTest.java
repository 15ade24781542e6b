// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.postgres.Namespace.applied;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.find;
import static org.election4j.postgres.Namespace.renewed;
import static org.election4j.postgres.Namespace.unknown;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.postgresql.ds.PGSimpleDataSource;

/** What many heartbeats, a clock that jumps and careless settings do to a session. */
@Timeout(180)
@Isolated("an open transaction of another test keeps old rows, and tables grow")
class HeartbeatTest {

    private final Namespace namespace = Namespace.fresh();

    @Test
    void heartbeats_stay_in_place_and_the_table_does_not_grow() throws Exception {
        try (Connection only = TestServer.dataSource().getConnection()) {
            LeaseStore store = new PostgresLeaseStore(new OneConnection(only), namespace.options);
            SessionRecord session = namespace.session();
            Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
            for (int i = 0; i < 3_000; i++) {
                session = renewed(session);
                version = applied(store.compareAndSet(namespace.change(version, session), attempt()));
            }
            only.createStatement().execute("SELECT pg_stat_force_next_flush()");
        }
        String sizes = "SELECT n_tup_upd || ' changed, ' || n_tup_hot_upd || ' in place'"
                + " FROM pg_stat_user_tables WHERE relid = '{session}'::regclass";
        Awaitility.await().until(() -> namespace.ask(sizes).equals("3000 changed, 3000 in place"));
        assertThat(Long.parseLong(namespace.ask("SELECT pg_relation_size('{session}')")))
                .isLessThanOrEqualTo(64 * 1024);
    }

    @Test
    void a_server_clock_that_jumped_back_keeps_an_expiry_from_being_seen_but_nothing_else() {
        try (LeaseStore store = namespace.store()) {
            SessionRecord session = namespace.session();
            Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
            namespace.execute("UPDATE {session} SET expires_at = expires_at + interval '1 hour'");
            SessionRecord ended = session.ended(UUID.randomUUID());
            assertThat(store.compareAndSet(new CompareAndSet(version, ended, namespace.guard, true), attempt()))
                    .isInstanceOf(WriteOutcome.Rejected.class);
            assertThat(find(store, session.key()).remaining()).isGreaterThan(Duration.ofMinutes(59));
            applied(store.compareAndSet(namespace.change(version, ended), attempt()));
        }
    }

    @Test
    void a_server_clock_that_jumped_forward_shows_an_expiry_and_the_next_heartbeat_undoes_it() {
        try (LeaseStore store = namespace.store()) {
            SessionRecord session = namespace.session();
            Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
            namespace.execute("UPDATE {session} SET expires_at = expires_at - interval '1 hour'");
            assertThat(find(store, session.key()).remaining()).isNegative();
            SessionRecord next = renewed(session);
            version = applied(store.compareAndSet(namespace.change(version, next), attempt()));
            SessionRecord ended = next.ended(UUID.randomUUID());
            assertThat(store.compareAndSet(new CompareAndSet(version, ended, namespace.guard, true), attempt()))
                    .isInstanceOf(WriteOutcome.Rejected.class);
        }
    }

    @Test
    @Tag("direct-session")
    void nothing_is_written_while_commits_are_not_durable() {
        PGSimpleDataSource careless = TestServer.dataSource();
        careless.setOptions("-c synchronous_commit=off");
        try (LeaseStore store = new PostgresLeaseStore(careless, namespace.options)) {
            SessionRecord session = namespace.session();
            WriteOutcome one = store.compareAndSet(namespace.change(null, session), attempt());
            assertThat(unknown(one))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("synchronous_commit");
            List<WriteOutcome> many = store.compareAndSetAll(
                    List.of(
                            namespace.change(null, session),
                            namespace.change(null, namespace.held("a", 1, session.incarnation()))),
                    attempt());
            many.forEach(Namespace::unknown);
        }
        assertThat(namespace.ask("SELECT (SELECT count(*) FROM {session}) + (SELECT count(*) FROM {election})"))
                .isEqualTo("0");
    }

    @Test
    void an_ended_session_that_an_election_still_names_is_kept() {
        try (LeaseStore store = namespace.store()) {
            SessionRecord session = namespace.session();
            namespace.lead(store, "nightly-billing", 1, session);
            Version version = find(store, session.key()).version();
            applied(store.compareAndSet(namespace.change(version, session.ended(UUID.randomUUID())), attempt()));
            Set<Version> old = Set.of(find(store, session.key()).version());
            SweepOutcome outcome = store.sweep(new Sweep(null, 10, old, namespace.guard), attempt());
            assertThat(((SweepOutcome.Swept) outcome).deleted()).isZero();
            assertThat(find(store, session.key())).isNotNull();
        }
    }

    @Test
    void a_wiped_store_record_stops_every_write_that_needs_the_settlement() {
        try (LeaseStore store = namespace.store()) {
            Guard guard = namespace.guard;
            namespace.execute("DELETE FROM {store}");
            assertThat(store.compareAndSet(
                            new CompareAndSet(null, namespace.held("a", 1, UUID.randomUUID()), guard), attempt()))
                    .isInstanceOf(WriteOutcome.Rejected.class);
            assertThat(store.read(new RecordKey.Election("a"), attempt())).isInstanceOf(ReadOutcome.Absent.class);
        }
    }
}
