// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.election4j.spi.Attempt;
import org.postgresql.PGConnection;

/** Connections of a data source of the user's. How long it takes to give one out is its own setting. */
final class GivenConnections implements Connections {

    private final DataSource source;

    GivenConnections(DataSource source) {
        this.source = source;
    }

    DataSource source() {
        return source;
    }

    @Override
    public Connection lend(Attempt attempt) throws SQLException {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            if (Failures.isNoServer(e)) {
                attempt.unreachable();
            }
            throw e;
        }
    }

    @Override
    public void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // The pool takes a connection that it cannot take back for a broken one, and that is what it is.
            discard(connection);
        }
    }

    /**
     * A pool is told first. It would find out by itself, and write a warning about it; and a connection that it has evicted
     * must not be given back any more.
     */
    @Override
    public void discard(Connection connection) {
        try {
            Connection physical = physical(connection);
            boolean evicted = HikariPools.evict(source, connection);
            physical.abort(Runnable::run);
            if (!evicted) {
                connection.close();
            }
        } catch (SQLException e) {
            // It is gone either way.
        }
    }

    private static Connection physical(Connection connection) throws SQLException {
        return connection.isWrapperFor(PGConnection.class)
                        && connection.unwrap(PGConnection.class) instanceof Connection physical
                ? physical
                : connection;
    }

    @Override
    public void leadElsewhere() {
        HikariPools.evictAll(source);
    }

    @Override
    public boolean own() {
        return false;
    }
}
