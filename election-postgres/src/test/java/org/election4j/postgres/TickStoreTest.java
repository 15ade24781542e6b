// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.postgres.Namespace.attempt;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickWrite;
import org.election4j.spi.Version;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each sentence of {@link org.election4j.spi.TickStore}, on a real server. */
@Timeout(60)
class TickStoreTest {

    private static final String JOB = "nightly-report";
    private static final String ELECTION = "reports";
    private final Instant due = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final Namespace namespace = Namespace.fresh();
    private final PostgresLeaseStore leases = namespace.store();
    private final PostgresTickStore ticks = new PostgresTickStore(namespace.dataSource, namespace.options);
    private final SessionRecord leader = namespace.session();
    private Version election;

    @BeforeEach
    void aLeaderInTermFive() {
        PostgresSchema.createTicksIfMissing(namespace.dataSource, namespace.options);
        election = namespace.lead(leases, ELECTION, 5, leader);
    }

    private TickRecord started(Instant tick, long term) {
        return new TickRecord(
                JOB, tick, State.STARTED, ELECTION, term, "a", due.plusMillis(7), null, 3, 1, UUID.randomUUID());
    }

    private TickRecord found() {
        assertThat(ticks.read(JOB, attempt())).isInstanceOf(TickRead.Found.class);
        return ((TickRead.Found) ticks.read(JOB, attempt())).record();
    }

    @Test
    void a_record_comes_back_as_it_was_written_and_with_the_time() {
        assertThat(ticks.read(JOB, attempt()))
                .isInstanceOfSatisfying(
                        TickRead.Absent.class,
                        absent -> assertThat(absent.storeTime()).isNotNull());
        TickRecord first = started(due, 5);
        assertThat(ticks.start(null, first, attempt())).isEqualTo(new TickWrite.Applied());
        assertThat(found()).isEqualTo(first);
        TickRecord ended = first.ended(State.FAILED, Instant.now(), UUID.randomUUID());
        assertThat(ticks.end(first.nonce(), ended, attempt())).isEqualTo(new TickWrite.Applied());
        assertThat(found()).isEqualTo(ended);
        TickRecord next = started(due.plusMillis(1), 5);
        assertThat(ticks.start(ended.nonce(), next, attempt())).isEqualTo(new TickWrite.Applied());
        assertThat(found()).isEqualTo(next);
        assertThat(namespace.ask("SELECT count(*) FROM {tick}"))
                .as("nothing piles up")
                .isEqualTo("1");
    }

    @Test
    void a_record_that_is_not_the_expected_one_is_left() {
        TickRecord first = started(due, 5);
        ticks.start(null, first, attempt());
        TickRecord other = started(due, 5);
        assertThat(ticks.start(null, other, attempt())).isEqualTo(new TickWrite.Rejected());
        assertThat(ticks.start(UUID.randomUUID(), other, attempt())).isEqualTo(new TickWrite.Rejected());
        assertThat(ticks.end(UUID.randomUUID(), other, attempt())).isEqualTo(new TickWrite.Rejected());
        assertThat(found()).isEqualTo(first);
    }

    @Test
    void a_record_that_is_gone_is_not_written_anew() {
        assertThat(ticks.start(UUID.randomUUID(), started(due, 5), attempt())).isEqualTo(new TickWrite.Rejected());
        assertThat(ticks.end(UUID.randomUUID(), started(due, 5), attempt())).isEqualTo(new TickWrite.Rejected());
        assertThat(ticks.read(JOB, attempt())).isInstanceOf(TickRead.Absent.class);
    }

    @Test
    void a_term_that_does_not_lead_starts_nothing() {
        assertThat(ticks.start(null, started(due, 4), attempt())).isEqualTo(new TickWrite.Stale());
        assertThat(ticks.start(null, started(due, 6), attempt())).isEqualTo(new TickWrite.Stale());
        TickRecord first = started(due, 5);
        ticks.start(null, first, attempt());
        SessionRecord successor = namespace.session();
        Namespace.applied(leases.compareAndSet(namespace.change(null, successor), attempt()));
        Namespace.applied(leases.compareAndSet(
                namespace.change(election, namespace.held(ELECTION, 6, successor.incarnation())), attempt()));
        assertThat(ticks.start(first.nonce(), started(due.plusMillis(1), 5), attempt()))
                .isEqualTo(new TickWrite.Stale());
        assertThat(found()).isEqualTo(first);
        TickRecord ended = first.ended(State.FINISHED, Instant.now(), UUID.randomUUID());
        assertThat(ticks.end(first.nonce(), ended, attempt()))
                .as("what is over is over")
                .isEqualTo(new TickWrite.Applied());
    }

    @Test
    void a_leader_whose_session_was_revoked_starts_nothing() {
        namespace.execute("UPDATE {session} SET state = 'ENDED'");
        assertThat(ticks.start(null, started(due, 5), attempt())).isEqualTo(new TickWrite.Stale());
    }

    @Test
    void a_tick_that_is_not_due_by_the_clock_of_the_server_is_not_started() {
        Instant later = due.plus(Duration.ofHours(1));
        assertThat(ticks.start(null, started(later, 5), attempt()))
                .isInstanceOfSatisfying(
                        TickWrite.Early.class,
                        early -> assertThat(early.storeTime()).isBetween(due, later));
        TickRecord first = started(due, 5);
        ticks.start(null, first, attempt());
        assertThat(ticks.start(first.nonce(), started(later, 5), attempt())).isInstanceOf(TickWrite.Early.class);
        assertThat(found()).isEqualTo(first);
    }

    @Test
    void of_many_who_claim_a_tick_at_once_one_is_applied() throws Exception {
        TickRecord first = started(due, 5);
        ticks.start(null, first, attempt());
        List<Callable<TickWrite>> claims = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            claims.add(() -> ticks.start(first.nonce(), started(due.plusMillis(1), 5), attempt()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(claims.size());
        try {
            List<TickWrite> outcomes = new ArrayList<>();
            for (Future<TickWrite> future : threads.invokeAll(claims)) {
                outcomes.add(future.get());
            }
            assertThat(outcomes).filteredOn(TickWrite.Applied.class::isInstance).hasSize(1);
            assertThat(outcomes)
                    .filteredOn(TickWrite.Rejected.class::isInstance)
                    .hasSize(7);
        } finally {
            threads.shutdownNow();
        }
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
