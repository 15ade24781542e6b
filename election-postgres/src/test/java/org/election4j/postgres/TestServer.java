// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One real server for all tests that do not hurt it; it stops with the JVM. Every test takes tables of its own.
 *
 * <p>{@code -Delection4j.postgres.port=5432} uses a server of another version instead, one that runs here and trusts its
 * user {@code postgres}. {@code -Delection4j.postgres.pooled=true} puts PgBouncer in transaction mode before it.
 */
final class TestServer {

    static final String USER = "postgres";
    static final String PASSWORD = "s3cr3t-of-the-test";

    private static final int GIVEN = Integer.getInteger("election4j.postgres.port", 0);
    private static final int DIRECT = GIVEN == 0 ? start() : GIVEN;
    static final boolean POOLED = Boolean.getBoolean("election4j.postgres.pooled");
    private static final int PORT = POOLED ? PgBouncer.before(DIRECT).port() : DIRECT;

    private TestServer() {}

    private static int start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start()
                    .getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int port() {
        return PORT;
    }

    /** Where nothing is in between. */
    static int directPort() {
        return DIRECT;
    }

    static String url() {
        return url(port());
    }

    static String url(int port) {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    /** A new connection each time. */
    static PGSimpleDataSource dataSource() {
        return dataSource(url());
    }

    static PGSimpleDataSource dataSource(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        source.setUser(USER);
        source.setPassword(PASSWORD);
        if (POOLED) {
            // As the page about the store says.
            source.setPrepareThreshold(0);
        }
        return source;
    }

    /** Options with tables that nobody else uses; they are not created yet. */
    static PostgresOptions.Builder freshOptions() {
        return PostgresOptions.builder()
                .tablePrefix(
                        "t_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16));
    }

    static void execute(String sql) {
        execute(dataSource(), sql);
    }

    static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static String ask(String sql) {
        return ask(dataSource(), sql);
    }

    static String ask(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
