// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/**
 * On which connections a statement may be kept on the server, so that it is planned once and not on every heartbeat: most
 * of the time of a heartbeat is planning.
 *
 * <p>A statement that is kept belongs to one server process. A pooler in between may give the next transaction to another
 * one, which does not know it. Such a pooler also answers the start of a session itself, with a process number it made
 * up; so the connection is a direct one if the server's process says that it has the number that the driver was told.
 * Asked once per connection.
 *
 * <p>Thread-safe.
 */
final class ServerStatements {

    private final Map<PGConnection, Boolean> direct = Collections.synchronizedMap(new WeakHashMap<>());
    private final Set<PGConnection> rehearsed =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Keeps the statement on the server if it can stay there, and leaves nothing behind otherwise. */
    void settle(PreparedStatement statement) throws SQLException {
        if (statement.isWrapperFor(PGStatement.class)) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(mayStayOn(statement.getConnection()) ? 1 : 0);
        }
    }

    /** Remembers what is known about a connection already. */
    void learn(Connection connection, boolean isDirect) throws SQLException {
        direct.put(connection.unwrap(PGConnection.class), isDirect);
    }

    /** Whether statements can be made ready on this connection and nobody has done so; yes only once. */
    boolean claimRehearsal(Connection connection) throws SQLException {
        return mayStayOn(connection) && rehearsed.add(connection.unwrap(PGConnection.class));
    }

    /**
     * Names nothing on the server behind a pooler, and leaves the statement as its user's driver has it elsewhere: it is for
     * a connection that is not the store's.
     */
    void spare(PreparedStatement statement) throws SQLException {
        if (statement.isWrapperFor(PGStatement.class) && !isDirect(statement.getConnection())) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
    }

    /** Whether a pooler is in between while the driver would name statements on the server. */
    boolean isPooled(Connection connection) throws SQLException {
        return connection.isWrapperFor(PGConnection.class)
                && connection.unwrap(PGConnection.class).getPrepareThreshold() != 0
                && !isDirect(connection);
    }

    private boolean mayStayOn(Connection connection) throws SQLException {
        // Zero is a user's word that nothing may be kept.
        return connection.isWrapperFor(PGConnection.class)
                && connection.unwrap(PGConnection.class).getPrepareThreshold() != 0
                && isDirect(connection);
    }

    /** Whether this is a session with the server itself. */
    boolean isDirect(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return false;
        }
        PGConnection physical = connection.unwrap(PGConnection.class);
        Boolean known = direct.get(physical);
        if (known == null) {
            known = processOf(connection) == physical.getBackendPID();
            direct.put(physical, known);
        }
        return known;
    }

    private static int processOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
