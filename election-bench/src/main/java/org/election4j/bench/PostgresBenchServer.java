// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;
import org.postgresql.ds.PGSimpleDataSource;

/** An embedded real Postgres with durable commits, and a fresh namespace per measurement. */
final class PostgresBenchServer implements BenchServer {

    private final EmbeddedPostgres server;
    private int namespaces;
    private long asked;

    PostgresBenchServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    @Override
    public String address() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    }

    /** Returns the prefix of the new tables. */
    @Override
    public String freshNamespace(Duration lease) {
        String prefix = "b" + ++namespaces;
        PostgresOptions options = PostgresOptions.builder().tablePrefix(prefix).build();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(address());
        source.setUser("postgres");
        PostgresSchema.createIfMissing(source, options);
        PostgresSchema.declareNeverUsed(source, options, lease);
        return prefix;
    }

    /** The first column of the first row. */
    private String ask(String sql) throws IOException {
        asked++;
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /** Transactions: every statement of the library is one, and so was every question asked here. */
    @Override
    public long requests() throws IOException {
        ask("SELECT pg_stat_force_next_flush()");
        long before = asked;
        return Long.parseLong(
                        ask("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'postgres'"))
                - before;
    }

    @Override
    public String remarks(String namespace) throws IOException {
        return ask("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'election%'") + " connections; "
                + ask("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = '" + namespace + "_session'")
                + " dead rows";
    }

    @Override
    public Floor floor() throws IOException {
        try {
            return new PostgresFloor(server.getPostgresDatabase());
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
