// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.time.Duration;
import javax.sql.DataSource;
import org.election4j.spi.Attempt;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;

/**
 * One store call on a borrowed connection: in autocommit, never in somebody's transaction, and never much longer than its
 * attempt. The connection goes back as it came, or not at all.
 *
 * <p>The time limit is the socket's. The driver's query timeout is left alone on purpose: it sends a cancel request over
 * a second connection and waits for that too, which a dead server does not answer; and a cancelled wait for a synchronous
 * standby makes a write visible that is not replicated.
 */
final class Call implements AutoCloseable {

    /** Binds the parameters of a statement. */
    @FunctionalInterface
    interface Parameters {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Reads an answer. */
    @FunctionalInterface
    interface Answer<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** What a call does. */
    @FunctionalInterface
    interface Work<T> {
        T run(Call call) throws SQLException;
    }

    /** What makes later calls quicker. */
    @FunctionalInterface
    interface Warmup {
        void run(Call call) throws SQLException;
    }

    private final DataSource source;
    private final Connection connection;
    private final ServerStatements statements;
    private final Attempt attempt;
    private final boolean autoCommit;
    private final boolean readOnly;
    private final int networkTimeout;
    private boolean sent;

    private Call(DataSource source, Connection connection, ServerStatements statements, Attempt attempt)
            throws SQLException {
        this.source = source;
        this.connection = connection;
        this.statements = statements;
        this.attempt = attempt;
        this.autoCommit = connection.getAutoCommit();
        this.readOnly = connection.isReadOnly();
        this.networkTimeout = connection.getNetworkTimeout();
    }

    static Call open(DataSource source, ServerStatements statements, Attempt attempt) throws SQLException {
        requireTime(attempt, "before a connection was asked for");
        Connection connection = source.getConnection();
        attempt.connected();
        requireNoTransaction(connection);
        try {
            Call call = new Call(source, connection, statements, attempt);
            call.prepare();
            return call;
        } catch (SQLException | RuntimeException e) {
            discard(source, connection);
            throw e;
        }
    }

    /** A data source that is bound to the caller's transaction gets its connection back as it was. */
    private static void requireNoTransaction(Connection connection) throws SQLException {
        boolean inTransaction = connection.isWrapperFor(BaseConnection.class)
                && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
        if (inTransaction) {
            connection.close();
            throw new SQLException("the data source gave out a connection that is inside a transaction;"
                    + " give the lease store one that is not bound to the caller's transaction");
        }
    }

    private void prepare() throws SQLException {
        limitNetwork();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        if (readOnly) {
            connection.setReadOnly(false);
        }
    }

    /** Runs one statement that answers with rows. Any warning makes the answer worthless. */
    <T> T query(String sql, Parameters parameters, Answer<T> answer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            markSent();
            statements.settle(statement);
            parameters.bind(statement);
            limitNetwork();
            try (ResultSet rows = statement.executeQuery()) {
                SQLWarning warning = statement.getWarnings();
                if (warning != null) {
                    throw warning;
                }
                return answer.read(rows);
            }
        } catch (PSQLException e) {
            if (e.getServerErrorMessage() != null) {
                attempt.replied();
            }
            throw e;
        }
    }

    /**
     * Does something with the connection that makes its later calls quicker, once per connection and only where that
     * lasts. What comes of it changes nothing.
     */
    void rehearseOnce(Warmup rehearsal) {
        try {
            if (statements.claimRehearsal(connection)) {
                rehearsal.run(this);
            }
        } catch (SQLException e) {
            // The answer of the call stands. If the connection is broken, the next one will notice.
        }
    }

    /** How long a statement sent now may wait for a lock: it has to give up before the socket does. */
    String lockTimeout() {
        return Long.toString(Math.max(1, attempt.remaining().toMillis() * 7 / 10));
    }

    /** Marks the answer. */
    void replied() {
        attempt.replied();
    }

    private void markSent() {
        if (!sent) {
            sent = true;
            attempt.sent();
        }
    }

    private void limitNetwork() throws SQLException {
        Duration remaining = requireTime(attempt, "before the statement was sent");
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(Math.min(Integer.MAX_VALUE, remaining.toMillis() + 1)));
    }

    private static Duration requireTime(Attempt attempt, String when) throws SQLException {
        Duration remaining = attempt.remaining();
        if (remaining.isZero()) {
            throw new SQLTimeoutException("the attempt's time was used up " + when);
        }
        return remaining;
    }

    @Override
    public void close() {
        try (Connection closed = connection) {
            if (!closed.isClosed()) {
                restore();
            }
        } catch (SQLException e) {
            discard(source, connection);
        }
    }

    private void restore() throws SQLException {
        connection.setNetworkTimeout(Runnable::run, networkTimeout);
        if (readOnly) {
            connection.setReadOnly(true);
        }
        if (!autoCommit) {
            connection.setAutoCommit(false);
        }
    }

    /** Closes the socket, so that nobody is given this connection again. */
    private static void discard(DataSource source, Connection connection) {
        if (source instanceof HikariDataSource pool) {
            // Otherwise the pool finds out by itself, and writes a stack trace about it.
            pool.evictConnection(connection);
        }
        try (Connection closed = connection) {
            closed.abort(Runnable::run);
        } catch (SQLException e) {
            // It is gone either way.
        }
    }
}
