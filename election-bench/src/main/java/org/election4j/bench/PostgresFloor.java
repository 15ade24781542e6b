// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGStatement;

/**
 * An update of one row that notifies, and an update by the connection that was notified: what a handover on Postgres cannot do
 * without. Both are prepared on the server and durable.
 */
final class PostgresFloor implements BenchServer.Floor {

    private static final String RELEASE =
            "WITH u AS (UPDATE bench_floor SET v = v + 1 RETURNING v) SELECT pg_notify('bench_floor', v::text) FROM u";
    private static final String ACQUIRE = "UPDATE bench_floor SET v = v + 1 RETURNING v";

    private final Connection releasing;
    private final Connection acquiring;
    private final Connection listening;
    private final PreparedStatement release;
    private final PreparedStatement acquire;
    private final BlockingQueue<Long> acquired = new LinkedBlockingQueue<>();

    PostgresFloor(DataSource source) throws SQLException {
        releasing = source.getConnection();
        acquiring = source.getConnection();
        listening = source.getConnection();
        try (Statement statement = listening.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS bench_floor");
            statement.execute("CREATE TABLE bench_floor AS SELECT 0::bigint AS v");
            statement.execute("LISTEN bench_floor");
        }
        release = prepare(releasing, RELEASE);
        acquire = prepare(acquiring, ACQUIRE);
        Thread thread = new Thread(this::listen, "bench-floor");
        thread.setDaemon(true);
        thread.start();
    }

    private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.unwrap(PGStatement.class).setPrepareThreshold(1);
        return statement;
    }

    private static void discard(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
        }
    }

    private void listen() {
        try {
            PGConnection notified = listening.unwrap(PGConnection.class);
            while (true) {
                PGNotification @Nullable [] notifications = notified.getNotifications(0);
                if (notifications != null && notifications.length > 0) {
                    discard(acquire);
                    acquired.add(System.nanoTime());
                }
            }
        } catch (SQLException e) {
            // Closed: the measurement is over.
        }
    }

    @Override
    public double millis() throws IOException {
        try {
            long start = System.nanoTime();
            discard(release);
            return (acquired.take() - start) / 1e6;
        } catch (SQLException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            releasing.close();
            acquiring.close();
            listening.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
