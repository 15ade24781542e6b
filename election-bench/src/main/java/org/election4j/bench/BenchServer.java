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
final class BenchServer implements AutoCloseable {

    private final EmbeddedPostgres server;
    private int namespaces;

    BenchServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    String url() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    }

    /** Makes tables nobody has used and returns their prefix. */
    String freshNamespace(Duration lease) {
        String prefix = "b" + ++namespaces;
        PostgresOptions options = PostgresOptions.builder().tablePrefix(prefix).build();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url());
        source.setUser("postgres");
        PostgresSchema.createIfMissing(source, options);
        PostgresSchema.declareNeverUsed(source, options, lease);
        return prefix;
    }

    /** The first column of the first row. */
    String ask(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    /** Transactions since the server started: every statement of the library is one. */
    long transactions() throws SQLException {
        ask("SELECT pg_stat_force_next_flush()");
        return Long.parseLong(
                ask("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'postgres'"));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
