// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.find;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(60)
class SchemaTest {

    private static final Duration MAX_LEASE = Duration.ofSeconds(30);

    private final PostgresOptions options = TestServer.freshOptions().build();

    @Test
    void many_processes_create_the_tables_at_once() throws Exception {
        List<Callable<Boolean>> creators = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            creators.add(() -> PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, MAX_LEASE));
        }
        ExecutorService threads = Executors.newFixedThreadPool(creators.size());
        try {
            int recorded = 0;
            for (Future<Boolean> future : threads.invokeAll(creators)) {
                recorded += future.get() ? 1 : 0;
            }
            assertThat(recorded).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void without_a_declaration_the_namespace_is_not_settled() {
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        try (LeaseStore store = new PostgresLeaseStore(TestServer.dataSource(), options)) {
            assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Absent.class);
        }
    }

    @Test
    void the_declaration_settles_the_current_epoch_once() {
        assertThat(PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, MAX_LEASE))
                .isTrue();
        try (LeaseStore store = new PostgresLeaseStore(TestServer.dataSource(), options)) {
            StoreRecord first = (StoreRecord) find(store, RecordKey.STORE).record();
            assertThat(first.state()).isEqualTo(StoreRecord.State.SETTLED);
            assertThat(first.epoch()).isEqualTo("00000001");
            assertThat(first.watch()).isEqualTo(MAX_LEASE);
            assertThat(first.allow())
                    .as("a failover could lose the declaration")
                    .isEqualTo(StoreRecord.LONGEST_LEASE);
            assertThat(PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, MAX_LEASE.multipliedBy(2)))
                    .isFalse();
            assertThat(find(store, RecordKey.STORE).record()).isEqualTo(first);
        }
    }

    @Test
    void a_namespace_with_records_was_used_whatever_is_declared() {
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        TestServer.execute(options.tables()
                .in("INSERT INTO {election} VALUES ('a', 1, 'FREE', null, null, null, null, null, null, null,"
                        + " now(), 1, '', '"
                        + UUID.randomUUID() + "')"));
        assertThatThrownBy(() -> PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, MAX_LEASE))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining("was used");
    }

    @Test
    void the_longest_lease_must_be_positive() {
        assertThatThrownBy(() -> PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }

    @Test
    void existing_tables_need_no_privilege_to_create_any() {
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        String role = options.tablePrefix() + "_role";
        TestServer.execute("CREATE ROLE " + role + " LOGIN");
        PGSimpleDataSource poor = TestServer.dataSource();
        poor.setUser(role);
        PostgresSchema.createIfMissing(poor, options);
        assertThatThrownBy(() -> PostgresSchema.createIfMissing(
                        poor, TestServer.freshOptions().build()))
                .isInstanceOf(LeaseStoreException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void a_missing_schema_is_named() {
        PostgresOptions elsewhere = TestServer.freshOptions().schema("nowhere").build();
        assertThatThrownBy(() -> PostgresSchema.createIfMissing(TestServer.dataSource(), elsewhere))
                .isInstanceOf(LeaseStoreException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void the_printed_statements_may_be_run_again() {
        TestServer.execute(PostgresSchema.ddl(options));
        TestServer.execute(PostgresSchema.ddl(options));
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        try (LeaseStore store = new PostgresLeaseStore(TestServer.dataSource(), options)) {
            store.probe(attempt());
        }
    }

    @Test
    void names_of_the_user_may_contain_any_of_ours() {
        for (String name : List.of("election", "election_session", "election_store", "session_election_tick")) {
            TestServer.execute("CREATE SCHEMA " + name);
            PostgresOptions ours =
                    PostgresOptions.builder().schema(name).tablePrefix(name).build();
            PostgresSchema.createTicksIfMissing(TestServer.dataSource(), ours);
            PostgresSchema.declareNeverUsed(TestServer.dataSource(), ours, MAX_LEASE);
            try (PostgresLeaseStore store = new PostgresLeaseStore(TestServer.dataSource(), ours)) {
                store.probe(attempt());
                new PostgresTickStore(store).probe(attempt());
                find(store, RecordKey.STORE);
            }
            TestServer.execute("DROP SCHEMA " + name + " CASCADE");
        }
    }

    @Test
    void a_prefix_whose_tables_are_those_of_another_prefix_is_refused_and_nothing_is_created() {
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        PostgresOptions longer = PostgresOptions.builder()
                .tablePrefix(options.tablePrefix() + "_session")
                .build();
        assertThatThrownBy(() -> PostgresSchema.createIfMissing(TestServer.dataSource(), longer))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining(options.tables().session());
        assertThat(TestServer.ask("SELECT to_regclass('" + longer.tables().store() + "')"))
                .isNull();
        String taken = options.tablePrefix() + "x";
        PostgresSchema.createIfMissing(
                TestServer.dataSource(),
                PostgresOptions.builder().tablePrefix(taken + "_tick").build());
        PostgresOptions shorter = PostgresOptions.builder().tablePrefix(taken).build();
        assertThatThrownBy(() -> PostgresSchema.createTicksIfMissing(TestServer.dataSource(), shorter))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining(taken + "_tick");
        PostgresSchema.createIfMissing(TestServer.dataSource(), shorter);
        try (PostgresLeaseStore withoutTicks = new PostgresLeaseStore(TestServer.dataSource(), shorter)) {
            withoutTicks.probe(attempt());
        }
    }

    @Test
    void where_the_tables_exist_nobody_waits_for_a_frozen_process_that_creates_some() throws Exception {
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        try (OpenTransaction frozen = creating();
                PostgresLeaseStore store = new PostgresLeaseStore(TestServer.dataSource(), options)) {
            PostgresSchema.createIfMissing(store, attempt(5_000));
            assertThat(frozen.connection().isClosed()).isFalse();
        }
    }

    @Test
    void the_wait_for_a_frozen_process_ends_with_the_attempt_and_says_why() throws Exception {
        try (OpenTransaction frozen = creating();
                PostgresLeaseStore store = new PostgresLeaseStore(TestServer.dataSource(), options)) {
            assertThatThrownBy(() -> PostgresSchema.createIfMissing(store, attempt(700)))
                    .isInstanceOf(LeaseStoreException.class)
                    .hasMessageContainingAll("creates the same tables", "pg_locks", "55P03");
            assertThat(frozen.connection().isClosed()).isFalse();
        }
    }

    private static OpenTransaction creating() throws SQLException {
        return new OpenTransaction(
                TestServer.dataSource(), "SELECT pg_advisory_xact_lock(" + PostgresSchema.CREATION_LOCK + ")");
    }

    @Test
    void a_transaction_of_the_caller_is_never_committed() throws Exception {
        String table = options.tablePrefix() + "_of_the_caller";
        TestServer.execute("CREATE TABLE " + table + " (n integer)");
        try (OpenTransaction callers =
                new OpenTransaction(TestServer.dataSource(), "INSERT INTO " + table + " VALUES (1)")) {
            OneConnection bound = new OneConnection(callers.connection());
            assertThatThrownBy(() -> PostgresSchema.createIfMissing(bound, options))
                    .isInstanceOf(LeaseStoreException.class)
                    .hasMessageContaining("inside a transaction");
            assertThatThrownBy(() -> PostgresSchema.createTicksIfMissing(bound, options))
                    .isInstanceOf(LeaseStoreException.class);
            assertThatThrownBy(() -> PostgresSchema.declareNeverUsed(bound, options, MAX_LEASE))
                    .isInstanceOf(LeaseStoreException.class);
        }
        assertThat(TestServer.ask("SELECT count(*) FROM " + table)).isEqualTo("0");
    }
}
