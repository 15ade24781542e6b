// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.jspecify.annotations.Nullable;

/**
 * Ties a transaction of yours to a term: <strong>no transaction fenced with term t commits after a later term was
 * acquired</strong>. This holds whatever clocks, networks and pauses do, as long as your tables are in the database of the
 * lease store.
 *
 * <p>The fence locks the election's row {@code FOR SHARE} until the transaction ends. An acquisition changes that row, so
 * it waits; heartbeats change another table and never wait. Once a silent leader's session is revoked, transactions that
 * begin after that are refused, so a busy leader that is out of date cannot hold up its successor: it waits only for
 * transactions that are already open. Keep them short.
 *
 * <p>Under {@code REPEATABLE READ} and {@code SERIALIZABLE} the transaction sees the election as it was at its first
 * statement, so take the fence first. If leadership has changed since, the answer is a {@link StaleTermException} or a
 * serialization failure (SQL state 40001); either way the transaction cannot commit.
 *
 * <p>Use one fence for many statements: it asks each connection once whether a pooler is in between, behind which a statement
 * must not be kept on the server.
 *
 * <p>A rollback to a savepoint set before the fence takes the fence away again. Immutable and thread-safe; methods block
 * as the given connection does.
 */
public final class PostgresFence {

    private static final String LEADS = """
        SELECT e.term FROM {election} e JOIN {session} s ON s.incarnation = e.holder
         WHERE e.name = ? AND e.term = ? AND e.state = 'HELD' AND s.state = 'LIVE'
           FOR SHARE OF e\
        """;

    /** What tells our own error from those of the caller's statement: its server message quotes this. */
    private static final String STALE = "election4j: stale term";

    /** Without the term's row the cast to a number fails, and takes the work with it. */
    private static final String GUARDED = """
        WITH fence AS MATERIALIZED (
        {leads}
        ), work AS (
        {work}
        RETURNING 1
        )
        SELECT (SELECT count(*) FROM work),
               CASE WHEN EXISTS (SELECT FROM fence) THEN 1
                    ELSE (SELECT '{stale} ' || count(*) FROM fence)::integer END
        """;

    /** The server takes 65,535, and the fence needs two of them. */
    private static final int MOST_PARAMETERS = 65_533;

    private final String leads;
    private final ServerStatements statements = new ServerStatements();

    /** A fence for the default tables. */
    public PostgresFence() {
        this(PostgresOptions.defaults());
    }

    /**
     * A fence.
     *
     * @param options the options of the lease store: they name the tables
     */
    public PostgresFence(PostgresOptions options) {
        this.leads = requireNonNull(options, "options").tables().in(LEADS);
    }

    /**
     * Lets the open transaction go on only if the leadership's term leads, and keeps it so until the transaction ends.
     *
     * @param connection yours, with autocommit off, in the transaction to fence
     * @param leadership the leadership you act for
     * @throws StaleTermException if the term does not lead any more; roll back
     * @throws IllegalStateException if the connection is in autocommit
     * @throws SQLException if the database could not be asked; roll back
     */
    public void check(Connection connection, Leadership leadership) throws SQLException {
        check(connection, leadership.electionName(), leadership.term());
    }

    /**
     * Lets the open transaction go on only if the term leads, and keeps it so until the transaction ends.
     *
     * @param connection yours, with autocommit off, in the transaction to fence
     * @param electionName the election
     * @param term the term you act for
     * @throws StaleTermException if the term does not lead any more; roll back
     * @throws IllegalStateException if the connection is in autocommit
     * @throws SQLException if the database could not be asked; roll back
     */
    public void check(Connection connection, String electionName, long term) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException(
                    "a fence lasts until its transaction ends, but the connection is in autocommit;"
                            + " call setAutoCommit(false) first, or use executeUpdate");
        }
        try (PreparedStatement statement = connection.prepareStatement(leads)) {
            statements.spare(statement);
            statement.setString(1, electionName);
            statement.setLong(2, term);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new StaleTermException(electionName, term);
                }
            }
        }
    }

    /**
     * Runs one statement if the leadership's term leads, in one round trip.
     *
     * @param connection yours, in autocommit or in a transaction
     * @param leadership the leadership you act for
     * @param sql an {@code INSERT}, {@code UPDATE} or {@code DELETE} without {@code RETURNING} and without a semicolon
     * @param parameters the values of its parameters, as for {@link PreparedStatement#setObject(int, Object)}; at most
     *     65,533
     * @return how many rows it wrote
     * @throws IllegalArgumentException if there are more parameters
     * @throws StaleTermException if the term does not lead any more; nothing was written
     * @throws SQLException if the statement failed, or if it is not known whether it did
     */
    public int executeUpdate(Connection connection, Leadership leadership, String sql, @Nullable Object... parameters)
            throws SQLException {
        return executeUpdate(connection, leadership.electionName(), leadership.term(), sql, parameters);
    }

    /**
     * Runs one statement if the term leads, in one round trip. The fence is taken and the work is done in either order,
     * which makes no difference: if the fence fails, so does the whole statement, and once taken it stays until the
     * commit.
     *
     * @param connection yours, in autocommit or in a transaction
     * @param electionName the election
     * @param term the term you act for
     * @param sql an {@code INSERT}, {@code UPDATE} or {@code DELETE} without {@code RETURNING} and without a semicolon
     * @param parameters the values of its parameters, as for {@link PreparedStatement#setObject(int, Object)}; at most
     *     65,533
     * @return how many rows it wrote
     * @throws IllegalArgumentException if there are more parameters
     * @throws StaleTermException if the term does not lead any more; nothing was written
     * @throws SQLException if the statement failed, or if it is not known whether it did
     */
    public int executeUpdate(
            Connection connection, String electionName, long term, String sql, @Nullable Object... parameters)
            throws SQLException {
        if (parameters.length > MOST_PARAMETERS) {
            throw new IllegalArgumentException("a fenced statement can have " + MOST_PARAMETERS
                    + " parameters at most, but has " + parameters.length + "; give an array for one of them");
        }
        String guarded =
                GUARDED.replace("{leads}", leads).replace("{stale}", STALE).replace("{work}", sql);
        try (PreparedStatement statement = connection.prepareStatement(guarded)) {
            statements.spare(statement);
            statement.setString(1, electionName);
            statement.setLong(2, term);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 3, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            if (isStale(e)) {
                throw new StaleTermException(electionName, term);
            }
            throw e;
        }
    }

    /** The statement of the caller may fail with a text that looks alike. */
    private static boolean isStale(SQLException failure) {
        return "22P02".equals(failure.getSQLState())
                && String.valueOf(failure.getMessage()).contains('"' + STALE + " 0\"");
    }
}
