// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;
import org.postgresql.ds.PGSimpleDataSource;

/** One real PostgreSQL for all tests that do not hurt it; it stops with the JVM. Every test takes tables of its own. */
public final class TestServer {

    /** The superuser. */
    public static final String USER = "postgres";

    private static final Duration LONGEST_LEASE = Duration.ofSeconds(10);
    private static final int PORT = start().getPort();

    private TestServer() {}

    /** A server as durable as one in production, on a free port. */
    public static EmbeddedPostgres start() {
        return start(0);
    }

    /** A server on a certain port; 0 for a free one. */
    public static EmbeddedPostgres start(int port) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on");
            return (port == 0 ? builder : builder.setPort(port)).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port of the shared server. */
    public static int port() {
        return PORT;
    }

    /** A JDBC URL of a server on this machine. */
    public static String url(int port) {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    /** New connections to the shared server. */
    public static PGSimpleDataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url(PORT));
        source.setUser(USER);
        return source;
    }

    /** A prefix of tables that nobody else uses, and never did, so that nobody waits for former leaders. */
    public static String freshTables() {
        String prefix = "t_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        PostgresOptions options = PostgresOptions.builder().tablePrefix(prefix).build();
        PostgresSchema.createIfMissing(dataSource(), options);
        PostgresSchema.declareNeverUsed(dataSource(), options, LONGEST_LEASE);
        return prefix;
    }
}
