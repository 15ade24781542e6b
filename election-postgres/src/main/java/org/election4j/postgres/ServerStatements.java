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

    /** Remembers what is known about a connection already, unless its user wants nothing to be kept. */
    void learn(Connection connection, boolean isDirect) throws SQLException {
        PGConnection physical = connection.unwrap(PGConnection.class);
        direct.put(physical, isDirect && physical.getPrepareThreshold() != 0);
    }

    /** Whether statements can be made ready on this connection and nobody has done so; yes only once. */
    boolean claimRehearsal(Connection connection) throws SQLException {
        return mayStayOn(connection) && rehearsed.add(connection.unwrap(PGConnection.class));
    }

    private boolean mayStayOn(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return false;
        }
        PGConnection physical = connection.unwrap(PGConnection.class);
        Boolean known = direct.get(physical);
        if (known == null) {
            // Zero is a user's word that nothing may be kept.
            known = physical.getPrepareThreshold() != 0 && processOf(connection) == physical.getBackendPID();
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
