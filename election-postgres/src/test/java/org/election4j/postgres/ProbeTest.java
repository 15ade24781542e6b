// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.postgres.Namespace.attempt;

import javax.sql.DataSource;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.UnsafeStoreException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Each refusal says what to change. */
@Timeout(60)
class ProbeTest {

    private final Namespace namespace = Namespace.fresh();

    @Test
    void an_ordinary_server_passes() {
        probe(namespace.dataSource);
    }

    @Test
    void a_missing_table_is_named_together_with_the_file_that_creates_it() {
        namespace.execute("DROP TABLE {session}");
        assertRefused(namespace.dataSource, namespace.tables.session(), PostgresSchema.RESOURCE);
    }

    @Test
    void an_unlogged_table_is_refused() {
        namespace.execute("ALTER TABLE {session} SET UNLOGGED");
        assertRefused(namespace.dataSource, namespace.tables.session() + " is not logged", "SET LOGGED");
    }

    @Test
    void a_view_is_refused() {
        namespace.execute("ALTER TABLE {election} RENAME TO " + namespace.options.tablePrefix() + "_hidden");
        namespace.execute("CREATE VIEW {election} AS SELECT * FROM " + namespace.options.tablePrefix() + "_hidden");
        assertRefused(namespace.dataSource, namespace.tables.election() + " is not a plain table");
    }

    @Test
    void another_format_is_refused() {
        namespace.execute("UPDATE {store} SET oldest_reader = 3");
        assertRefused(namespace.dataSource, "needs a library of format 3", "has format 2");
        namespace.execute("UPDATE {store} SET oldest_reader = 2, format_version = 1");
        assertRefused(namespace.dataSource, "has format 1", "reads 2 and later");
        namespace.execute("ALTER TABLE {store} DROP COLUMN oldest_reader");
        assertRefused(namespace.dataSource, "has a format that this library does not read");
    }

    @Test
    @Tag("direct-session")
    void commits_that_are_not_durable_are_refused() {
        assertRefused(with("synchronous_commit=off"), "synchronous_commit is off");
    }

    @Test
    @Tag("direct-session")
    void a_role_that_is_read_only_by_default_is_refused() {
        assertRefused(with("default_transaction_read_only=on"), "default_transaction_read_only");
    }

    @Test
    void missing_privileges_are_named() {
        String role = namespace.options.tablePrefix() + "_role";
        namespace.execute("CREATE ROLE " + role + " LOGIN");
        PGSimpleDataSource poor = TestServer.dataSource();
        poor.setUser(role);
        assertRefused(poor, "GRANT SELECT, INSERT, UPDATE, DELETE ON " + namespace.tables.session());
        namespace.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON {session} TO " + role);
        namespace.execute("GRANT SELECT, INSERT, UPDATE ON {election}, {store} TO " + role);
        probe(poor);
    }

    @Test
    void a_table_of_another_shape_is_not_mistaken_for_an_outage() {
        namespace.execute("ALTER TABLE {session} DROP COLUMN releases");
        assertThatThrownBy(() -> probe(namespace.dataSource))
                .isInstanceOf(LeaseStoreException.class)
                .hasMessageContaining("releases");
    }

    @Test
    void a_server_that_is_down_is_no_refusal() {
        PGSimpleDataSource nowhere = TestServer.dataSource(TestServer.url(1));
        assertThatThrownBy(() -> probe(nowhere))
                .isInstanceOf(LeaseStoreException.class)
                .isNotInstanceOf(UnsafeStoreException.class);
    }

    @Test
    void row_level_security_is_refused() {
        String role = namespace.options.tablePrefix() + "_row";
        namespace.execute("CREATE ROLE " + role + " LOGIN");
        namespace.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON {session}, {election}, {store} TO " + role);
        PGSimpleDataSource limited = TestServer.dataSource();
        limited.setUser(role);
        probe(limited);
        namespace.execute("ALTER TABLE {election} ENABLE ROW LEVEL SECURITY");
        assertRefused(limited, "row level security", namespace.tables.election(), "BYPASSRLS");
    }

    @Test
    void a_schema_without_usage_is_refused_with_the_rights_that_are_needed() {
        String name = namespace.options.tablePrefix() + "_own";
        namespace.execute("CREATE SCHEMA " + name);
        namespace.execute("CREATE ROLE " + name + " LOGIN");
        PostgresOptions inside = PostgresOptions.builder().schema(name).build();
        PostgresSchema.createIfMissing(namespace.dataSource, inside);
        PGSimpleDataSource poor = TestServer.dataSource();
        poor.setUser(name);
        try (LeaseStore store = new PostgresLeaseStore(poor, inside)) {
            assertThatThrownBy(() -> store.probe(attempt()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContainingAll("permission denied for schema", "42501", "USAGE on the schema");
        }
    }

    @Test
    @Tag("direct-session")
    void a_setting_of_the_role_that_is_mended_is_seen_by_the_next_probe() {
        String role = namespace.options.tablePrefix() + "_mended";
        namespace.execute("CREATE ROLE " + role + " LOGIN SUPERUSER");
        namespace.execute("ALTER ROLE " + role + " SET synchronous_commit = off");
        try (LeaseStore store = PostgresLeaseStore.connect(TestServer.url(), role, "", namespace.options)) {
            assertThatThrownBy(() -> store.probe(attempt())).isInstanceOf(UnsafeStoreException.class);
            namespace.execute("ALTER ROLE " + role + " RESET synchronous_commit");
            store.probe(attempt());
        }
    }

    @Test
    void a_missing_table_of_ticks_is_named_together_with_the_file_that_creates_it() {
        try (PostgresLeaseStore store = new PostgresLeaseStore(namespace.dataSource, namespace.options)) {
            PostgresTickStore ticks = new PostgresTickStore(store);
            assertThatThrownBy(() -> ticks.probe(attempt()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContainingAll(namespace.tables.tick(), PostgresSchema.TICKS_RESOURCE);
            PostgresSchema.createTicksIfMissing(store, attempt());
            ticks.probe(attempt());
        }
    }

    private static PGSimpleDataSource with(String setting) {
        PGSimpleDataSource source = TestServer.dataSource();
        source.setOptions("-c " + setting);
        return source;
    }

    private void probe(DataSource source) {
        try (LeaseStore store = new PostgresLeaseStore(source, namespace.options)) {
            store.probe(attempt());
        }
    }

    private void assertRefused(DataSource source, String... parts) {
        var refusal = assertThatThrownBy(() -> probe(source)).isInstanceOf(UnsafeStoreException.class);
        for (String part : parts) {
            refusal.hasMessageContaining(part);
        }
    }
}
