// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Properties;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.postgres.PostgresFence;
import org.jspecify.annotations.Nullable;

/** Inserts rows into two tables, through a connection of its own. */
final class PostgresWitness implements Witness {

    private final String url;
    private final String candidate;
    private final PostgresFence fence = new PostgresFence();
    private @Nullable Connection connection;

    PostgresWitness(String url, String candidate) {
        this.url = url;
        this.candidate = candidate;
    }

    @Override
    public void appendUnfenced(Leadership leadership) throws IOException {
        try {
            Connection open = connection();
            open.setAutoCommit(true);
            insert(open, "unfenced", leadership);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void appendFenced(Leadership leadership) throws IOException {
        try {
            Connection open = connection();
            open.setAutoCommit(false);
            try {
                fence.check(open, leadership);
                insert(open, "fenced", leadership);
                open.commit();
            } catch (StaleTermException e) {
                open.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private void insert(Connection open, String table, Leadership leadership) throws SQLException {
        try (PreparedStatement insert =
                open.prepareStatement("INSERT INTO " + table + " (term, candidate) VALUES (?, ?)")) {
            insert.setLong(1, leadership.term());
            insert.setString(2, candidate);
            insert.executeUpdate();
        }
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null || open.isClosed()) {
            open = DriverManager.getConnection(url, properties());
            connection = open;
        }
        return open;
    }

    /**
     * A fence holds up the next leader until its transaction ends. When the link is cut, or the process paused, in the
     * middle of one, only the server can end it: so it is told not to wait.
     */
    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", PostgresDemoStore.USER);
        properties.setProperty("password", PostgresDemoStore.USER);
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("loginTimeout", "1");
        properties.setProperty("socketTimeout", "2");
        properties.setProperty("options", "-c idle_in_transaction_session_timeout=300");
        return properties;
    }

    @Override
    public void disconnect() {
        Connection broken = connection;
        connection = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException e) {
                // It was broken anyway.
            }
        }
    }
}
