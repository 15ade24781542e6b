// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.postgres.PostgresFence;
import org.jspecify.annotations.Nullable;

/**
 * What a leader does in this demo: some twenty times a second it works a little and appends a row to two tables, one
 * without and one with a fence.
 *
 * <p>It asks whether it leads <em>before</em> it works, as all code does. A process that is paused while it works wakes up
 * and appends, although somebody else leads by then. No check on this side can prevent that; the fence in the database can.
 */
final class Appender {

    private static final Duration WORK = Duration.ofMillis(35);
    private static final Duration REST = Duration.ofMillis(10);

    private final String candidate;
    private final String url;
    private final LeaderElector elector;
    private final Reports reports;
    private final PostgresFence fence = new PostgresFence();
    private @Nullable Connection connection;

    Appender(String candidate, String url, LeaderElector elector, Reports reports) {
        this.candidate = candidate;
        this.url = url;
        this.elector = elector;
        this.reports = reports;
    }

    void run() throws InterruptedException {
        while (true) {
            // A resignation waits for the task to return: leaving by choice never leaves a late write behind.
            var unused = elector.runIfLeader(leadership -> {
                append(leadership);
                return true;
            });
            Thread.sleep(REST.toMillis());
        }
    }

    private void append(Leadership leadership) throws InterruptedException {
        if (!reports.mayWrite(leadership)) {
            return;
        }
        Thread.sleep(WORK.toMillis());
        // For the judge alone: right after a pause is when a wrong answer would show.
        reports.look(elector);
        try {
            Connection open = connection();
            appendUnfenced(open, leadership);
            appendFenced(open, leadership);
        } catch (SQLException e) {
            disconnect();
        }
    }

    private void appendUnfenced(Connection open, Leadership leadership) throws SQLException {
        open.setAutoCommit(true);
        insert(open, "unfenced", leadership);
    }

    private void appendFenced(Connection open, Leadership leadership) throws SQLException {
        open.setAutoCommit(false);
        try {
            fence.check(open, leadership);
            insert(open, "fenced", leadership);
            open.commit();
        } catch (StaleTermException e) {
            open.rollback();
            reports.send(new Event.Refused(System.nanoTime(), e.term()));
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
        properties.setProperty("user", Server.USER);
        properties.setProperty("password", Server.USER);
        properties.setProperty("connectTimeout", "1");
        properties.setProperty("loginTimeout", "1");
        properties.setProperty("socketTimeout", "2");
        properties.setProperty("options", "-c idle_in_transaction_session_timeout=300");
        return properties;
    }

    private void disconnect() {
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
