// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** Fresh tables that were declared never used, and the records that the tests write there. */
final class Namespace {

    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final DataSource dataSource;
    final PostgresOptions options;
    final PostgresTables tables;
    final Guard guard;

    private Namespace(DataSource dataSource, PostgresOptions options) {
        this.dataSource = dataSource;
        this.options = options;
        this.tables = options.tables();
        PostgresSchema.declareNeverUsed(dataSource, options, LEASE);
        try (LeaseStore store = store()) {
            StoreRecord record = (StoreRecord) find(store, RecordKey.STORE).record();
            this.guard = new Guard(record.epoch(), record.settlement());
        }
    }

    static Namespace fresh() {
        return on(TestServer.dataSource());
    }

    static Namespace on(DataSource dataSource) {
        return new Namespace(dataSource, TestServer.freshOptions().build());
    }

    /** A store that opens a connection for each call. */
    PostgresLeaseStore store() {
        return new PostgresLeaseStore(dataSource, options);
    }

    /** As a later version does, which drops the check of the states first. */
    static void changeByHand(PostgresOptions options, String election, String field, String value) {
        String column = field.equals("candidate") ? "holder_candidate_id" : field;
        TestServer.execute(options.tables()
                .in("ALTER TABLE {election} DROP CONSTRAINT IF EXISTS election_states;" + " UPDATE {election} SET "
                        + column + " = '" + value + "' WHERE name = '" + election + "'"));
    }

    void execute(String sql) {
        TestServer.execute(dataSource, tables.in(sql));
    }

    String ask(String sql) {
        return TestServer.ask(dataSource, tables.in(sql));
    }

    /** Waits until somebody waits for a lock, having begun to work on the table. */
    void awaitLockWait(String table) {
        String waiting = "SELECT count(*) > 0 FROM pg_stat_activity a JOIN pg_locks l USING (pid)"
                + " WHERE a.wait_event_type = 'Lock' AND l.relation = '" + table + "'::regclass";
        Awaitility.await().until(() -> ask(waiting).equals("t"));
    }

    static Attempt attempt() {
        return Attempt.within(PATIENCE);
    }

    static Attempt attempt(int millis) {
        return Attempt.within(Duration.ofMillis(millis));
    }

    SessionRecord session() {
        return new SessionRecord(
                UUID.randomUUID(),
                "billing-7f9c",
                LEASE,
                SessionRecord.State.LIVE,
                null,
                List.of("nightly-billing"),
                0,
                0,
                Map.of(),
                guard.epoch(),
                UUID.randomUUID());
    }

    static SessionRecord renewed(SessionRecord old) {
        return new SessionRecord(
                old.incarnation(),
                old.candidateId(),
                old.lease(),
                old.state(),
                old.address(),
                old.elections(),
                old.releases(),
                old.standbys(),
                old.attributes(),
                old.epoch(),
                UUID.randomUUID());
    }

    ElectionRecord held(String name, long term, UUID holder) {
        return election(name, term, new ElectionRecord.Held(holder, "billing-7f9c", null, LEASE));
    }

    ElectionRecord election(String name, long term, ElectionRecord.Seat seat) {
        return new ElectionRecord(name, term, seat, Instant.now(), term, guard.epoch(), UUID.randomUUID());
    }

    CompareAndSet change(@Nullable Version expected, LeaseRecord next) {
        return new CompareAndSet(expected, next, guard);
    }

    /** A candidate with a live session that holds the election. */
    Version lead(LeaseStore store, String name, long term, SessionRecord leader) {
        applied(store.compareAndSet(change(null, leader), attempt()));
        return applied(store.compareAndSet(change(null, held(name, term, leader.incarnation())), attempt()));
    }

    static Version applied(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).version();
    }

    static Throwable unknown(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Unknown.class);
        return ((WriteOutcome.Unknown) outcome).cause();
    }

    static StoredRecord find(LeaseStore store, RecordKey key) {
        ReadOutcome outcome = store.read(key, attempt());
        assertThat(outcome).isInstanceOf(ReadOutcome.Found.class);
        return ((ReadOutcome.Found) outcome).stored();
    }
}
