// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import org.election4j.spi.Attempt;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

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

    private final Connections source;
    private final Connection connection;
    private final ServerStatements statements;
    private final Attempt attempt;
    private final boolean autoCommit;
    private final boolean readOnly;
    private final int networkTimeout;
    private boolean sent;
    private boolean doomed;

    private Call(Connections source, Connection connection, ServerStatements statements, Attempt attempt)
            throws SQLException {
        this.source = source;
        this.connection = connection;
        this.statements = statements;
        this.attempt = attempt;
        this.autoCommit = connection.getAutoCommit();
        this.readOnly = connection.isReadOnly();
        this.networkTimeout = connection.getNetworkTimeout();
    }

    static Call open(Connections source, ServerStatements statements, Attempt given) throws SQLException {
        requireTime(given, "before a connection was asked for");
        Attempt attempt = source.own() ? new SentAttempt(given) : given;
        Connection connection = source.lend(attempt);
        attempt.connected();
        try {
            if (!isInTransaction(connection)) {
                Call call = new Call(source, connection, statements, attempt);
                call.prepare();
                return call;
            }
        } catch (SQLException | RuntimeException e) {
            source.discard(connection);
            throw e;
        }
        // It is bound to the caller's transaction, and goes back as it was.
        source.giveBack(connection);
        throw new SQLException("the data source gave out a connection that is inside a transaction;"
                + " give the lease store one that is not bound to the caller's transaction");
    }

    private static boolean isInTransaction(Connection connection) throws SQLException {
        return connection.isWrapperFor(BaseConnection.class)
                && connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
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

    /** Runs one statement that answers with rows. A warning that concerns durability makes the answer worthless. */
    <T> T query(String sql, Parameters parameters, Answer<T> answer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            markSent();
            statements.settle(statement);
            parameters.bind(statement);
            limitNetwork();
            try (ResultSet rows = statement.executeQuery()) {
                ServerWarnings.requireDurable(statement.getWarnings());
                return answer.read(rows);
            }
        } catch (SQLException e) {
            failed(e);
            throw e;
        }
    }

    /** Runs statements that answer with nothing, all of them or none. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            markSent();
            limitNetwork();
            statement.execute(sql);
        } catch (SQLException e) {
            failed(e);
            throw e;
        }
    }

    private void failed(SQLException failure) {
        if (Failures.isServersAnswer(failure)) {
            attempt.replied();
        }
        doomed |= sent && !Failures.leavesConnectionUsable(failure);
        if (Failures.isWrongServer(failure)) {
            leadsElsewhere();
        }
    }

    /** This connection, and those that were opened like it, do not lead to where they should. */
    void leadsElsewhere() {
        doomed = true;
        source.leadElsewhere();
    }

    /** What was found holds for as long as this session lasts: the next call needs another one. */
    void useNoMore() {
        doomed = true;
    }

    /** Whether this is a session with the server itself. */
    boolean isDirect() throws SQLException {
        return statements.isDirect(connection);
    }

    /** Whether a pooler is in between while the driver would name statements on the server. */
    boolean isPooled() throws SQLException {
        return statements.isPooled(connection);
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
        try {
            if (!doomed && !connection.isClosed()) {
                restore();
                source.giveBack(connection);
                return;
            }
        } catch (SQLException e) {
            // It cannot be given back as it came.
        }
        source.discard(connection);
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
}
