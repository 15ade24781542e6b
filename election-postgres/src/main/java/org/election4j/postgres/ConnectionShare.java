// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.election4j.spi.Attempt;

/** Some of the connections of a pool at a time, for work that must not use them all. */
final class ConnectionShare implements Connections {

    private final Connections pool;
    private final Semaphore permits;

    ConnectionShare(Connections pool, int most) {
        this.pool = pool;
        this.permits = new Semaphore(most, true);
    }

    @Override
    public Connection lend(Attempt attempt) throws SQLException {
        if (!acquired(attempt)) {
            throw new SQLTransientConnectionException("other ticks used all connections that ticks may use");
        }
        boolean lent = false;
        try {
            Connection connection = pool.lend(attempt);
            lent = true;
            return connection;
        } finally {
            if (!lent) {
                permits.release();
            }
        }
    }

    private boolean acquired(Attempt attempt) throws SQLException {
        try {
            return permits.tryAcquire(attempt.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
    }

    @Override
    public void giveBack(Connection connection) {
        pool.giveBack(connection);
        permits.release();
    }

    @Override
    public void discard(Connection connection) {
        pool.discard(connection);
        permits.release();
    }

    @Override
    public void leadElsewhere() {
        pool.leadElsewhere();
    }

    @Override
    public boolean own() {
        return pool.own();
    }
}
