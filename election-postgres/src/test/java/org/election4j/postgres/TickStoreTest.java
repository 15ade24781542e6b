// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.postgres.Namespace.attempt;

import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickWrite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What PostgreSQL adds to the contract of ticks: a table that somebody creates, rows, locks. */
@Timeout(60)
class TickStoreTest {

    private static final String JOB = "nightly-report";
    private static final String ELECTION = "reports";
    private final Instant due = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final Namespace namespace = Namespace.fresh();
    private final PostgresLeaseStore leases = namespace.store();
    private final PostgresTickStore ticks = new PostgresTickStore(namespace.dataSource, namespace.options);
    private final SessionRecord leader = namespace.session();

    @BeforeEach
    void aLeaderInTermFive() {
        PostgresSchema.createTicksIfMissing(namespace.dataSource, namespace.options);
        namespace.lead(leases, ELECTION, 5, leader);
    }

    private TickRecord started(Instant tick, long term) {
        return new TickRecord(
                JOB, tick, State.STARTED, ELECTION, term, "a", due.plusMillis(7), null, 3, 1, UUID.randomUUID());
    }

    @Test
    void nothing_piles_up() {
        TickRecord last = started(due, 5);
        ticks.start(null, last, attempt());
        for (int i = 1; i <= 3; i++) {
            TickRecord next = started(due.plusMillis(i), 5);
            assertThat(ticks.start(last.nonce(), next, attempt())).isEqualTo(new TickWrite.Applied());
            last = next;
        }
        assertThat(namespace.ask("SELECT count(*) FROM {tick}")).isEqualTo("1");
    }

    @Test
    void a_server_that_does_not_answer_is_an_unknown_outcome_in_time() throws Exception {
        TickRecord first = started(due, 5);
        ticks.start(null, first, attempt());
        try (Connection blocker = namespace.dataSource.getConnection()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute(namespace.tables.in("LOCK TABLE {tick} IN ACCESS EXCLUSIVE MODE"));
            assertThat(ticks.read(JOB, attempt(300))).isInstanceOf(TickRead.Unknown.class);
            assertThat(ticks.end(first.nonce(), first, attempt(300))).isInstanceOf(TickWrite.Unknown.class);
            blocker.rollback();
        }
        assertThat(ticks.describe()).isEqualTo("postgres table " + namespace.options.tablePrefix() + "_tick");
    }

    @Test
    void the_table_is_created_once_and_its_absence_is_an_unknown_outcome() {
        PostgresSchema.createTicksIfMissing(namespace.dataSource, namespace.options);
        PostgresOptions elsewhere = TestServer.freshOptions().build();
        PostgresTickStore missing = new PostgresTickStore(namespace.dataSource, elsewhere);
        assertThat(missing.read(JOB, attempt()))
                .isInstanceOfSatisfying(
                        TickRead.Unknown.class,
                        unknown -> assertThat(unknown.cause()).hasMessageContaining("_tick"));
        TestServer.execute(PostgresSchema.ticksDdl(elsewhere));
        TestServer.execute(PostgresSchema.ticksDdl(elsewhere));
        assertThat(missing.read(JOB, attempt())).isInstanceOf(TickRead.Absent.class);
    }
}
