// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;

/** Creates the tables, or prints what creates them. All methods block. */
public final class PostgresSchema {

    /** The resource with the statements, for the default names. Copy it into a migration of yours. */
    public static final String RESOURCE = "org/election4j/postgres/schema.sql";

    /** The resource with the table of {@link PostgresTickStore}, for the default names. */
    public static final String TICKS_RESOURCE = "org/election4j/postgres/ticks.sql";

    /** Any number that others are unlikely to lock. */
    private static final long CREATION_LOCK = 0x656c656374346aL;

    private static final String EXISTING = """
        SELECT count(to_regclass(name)) = 3 FROM unnest(ARRAY['{session}', '{election}', '{store}']) AS name
        """;

    private static final String SETTLE = """
        INSERT INTO {store} (id, format_version, oldest_reader, epoch, state, settlement, watch, allow, attributes, nonce)
        SELECT 1, ?, ?, {epoch}, 'SETTLED', ?, ?::interval, ?::interval, '{}', ?
         WHERE NOT EXISTS (SELECT FROM {session}) AND NOT EXISTS (SELECT FROM {election})
           AND current_setting('synchronous_commit') <> 'off'
        ON CONFLICT DO NOTHING
        """;

    private PostgresSchema() {}

    /**
     * The statements that create the tables, separated by semicolons. Every one may be run again.
     *
     * @param options the names
     * @return the text of {@value #RESOURCE} with these names
     */
    public static String ddl(PostgresOptions options) {
        PostgresTables tables = options.tables();
        return resource("schema.sql")
                .replace("\"election_session\"", tables.session())
                .replace("\"election\"", tables.election())
                .replace("\"election_store\"", tables.store());
    }

    /**
     * Creates the tables that are missing. Several processes may do so at once; where all tables exist, no privilege to
     * create any is needed. A schema must exist.
     *
     * <p>The first candidate of a new namespace waits for its {@code maxLease} before it elects, because it cannot know
     * that the namespace is new. See {@link #declareNeverUsed}.
     *
     * @param dataSource connects to the primary
     * @param options the names
     * @throws LeaseStoreException if the tables could not be created
     */
    public static void createIfMissing(DataSource dataSource, PostgresOptions options) {
        inTransaction(dataSource, "create the tables", connection -> create(connection, options));
    }

    /**
     * The statements that create the table of {@link PostgresTickStore}, separated by semicolons. Every one may be run
     * again.
     *
     * @param options the names
     * @return the text of {@value #TICKS_RESOURCE} with these names
     */
    public static String ticksDdl(PostgresOptions options) {
        return resource("ticks.sql")
                .replace("\"election_tick\"", options.tables().tick());
    }

    /**
     * Creates the table of {@link PostgresTickStore} if it is missing. Several processes may do so at once; where it exists,
     * no privilege to create any is needed. A schema must exist.
     *
     * @param dataSource connects to the primary
     * @param options the names
     * @throws LeaseStoreException if the table could not be created
     */
    public static void createTicksIfMissing(DataSource dataSource, PostgresOptions options) {
        inTransaction(dataSource, "create the table of ticks", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + CREATION_LOCK + ")");
                boolean missing = !yes(statement, options.tables().in("SELECT to_regclass('{tick}') IS NOT NULL"));
                if (missing) {
                    statement.execute(ticksDdl(options));
                }
                return missing;
            }
        });
    }

    /**
     * Creates the tables that are missing, and states that <em>this namespace was never used</em>: no candidate ever
     * elected here, neither on this server nor on another that its data come from. The first candidate then need not
     * wait. If the statement is false, two candidates can lead at once for up to a lease. Does nothing if the namespace
     * already has its store record, whoever wrote it, so it may run at every start of a test or a demo.
     *
     * @param dataSource connects to the primary
     * @param options the names
     * @param maxLease the longest lease a candidate may have here, for ever; positive
     * @return true if the statement was recorded now
     * @throws IllegalArgumentException if {@code maxLease} is not positive
     * @throws UnsafeStoreException if the namespace has sessions or elections, and so was used
     * @throws LeaseStoreException if the tables could not be created or written
     */
    public static boolean declareNeverUsed(DataSource dataSource, PostgresOptions options, Duration maxLease) {
        if (maxLease.isNegative() || maxLease.isZero()) {
            throw new IllegalArgumentException("maxLease must be positive, but is " + maxLease);
        }
        return inTransaction(dataSource, "declare the namespace never used", connection -> {
            create(connection, options);
            return settle(connection, options.tables(), maxLease);
        });
    }

    private static boolean create(Connection connection, PostgresOptions options) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + CREATION_LOCK + ")");
            boolean missing = !yes(statement, options.tables().in(EXISTING));
            if (missing) {
                statement.execute(ddl(options));
            }
            return missing;
        }
    }

    private static boolean settle(Connection connection, PostgresTables tables, Duration maxLease) throws SQLException {
        String sql = tables.in(SETTLE.replace("{epoch}", StoreSql.EPOCH));
        try (Statement look = connection.createStatement();
                PreparedStatement settle = connection.prepareStatement(sql)) {
            if (yes(look, tables.in("SELECT EXISTS (SELECT FROM {store})"))) {
                return false;
            }
            settle.setInt(1, StoreRecord.CURRENT_FORMAT);
            settle.setInt(2, StoreRecord.OLDEST_FORMAT);
            settle.setObject(3, UUID.randomUUID());
            settle.setString(4, RecordTexts.interval(maxLease));
            settle.setString(5, RecordTexts.interval(maxLease));
            settle.setObject(6, UUID.randomUUID());
            if (settle.executeUpdate() == 1) {
                return true;
            }
        }
        throw new UnsafeStoreException("the namespace of " + tables.election()
                + " was used, or synchronous_commit is off; let the candidates find out themselves");
    }

    private static boolean yes(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private interface Work {
        boolean run(Connection connection) throws SQLException;
    }

    private static boolean inTransaction(DataSource dataSource, String what, Work work) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                boolean result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            throw new LeaseStoreException("could not " + what + ": " + Withheld.message(e), Withheld.cause(e));
        }
    }

    private static String resource(String name) {
        try (InputStream in = PostgresSchema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("org/election4j/postgres/" + name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
