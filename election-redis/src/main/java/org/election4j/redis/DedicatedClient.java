// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;

/**
 * Two connections of the store's own: one for the heartbeat, which nothing else must keep waiting, and one for all other
 * calls. They are made when they are needed, and made anew when they fail.
 *
 * <p>There is one for each thread that calls, so whoever waits for one waits for the server: the attempt counts as sent from
 * the start, and a server that swallows everything is not taken for a pool that is empty.
 */
final class DedicatedClient implements Lines, Line.Lender {

    private static final int CONNECTIONS = 2;

    private final Primary primary;
    private final Semaphore free = new Semaphore(CONNECTIONS, true);
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    DedicatedClient(Primary primary) {
        this.primary = primary;
    }

    @Override
    public Line open(Attempt attempt) {
        attempt.connected();
        attempt.sent();
        acquire(attempt);
        try {
            Connection connection = idle.pollFirst();
            return new Line(connection == null ? connect(attempt) : connection, attempt, this);
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private void acquire(Attempt attempt) {
        try {
            if (!free.tryAcquire(attempt.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LeaseStoreException(
                        "both connections to " + place() + " were busy for all the time of the attempt", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeaseStoreException("interrupted while waiting for a connection to " + place(), e);
        }
    }

    private Connection connect(Attempt attempt) {
        if (closed) {
            throw new LeaseStoreException("the store at " + place() + " is closed", null);
        }
        return primary.connect(attempt);
    }

    @Override
    public void giveBack(Connection connection) {
        idle.addFirst(connection);
        if (closed) {
            dropIdle();
        }
        free.release();
    }

    /** One that failed is seldom alone: a server that went away has closed the others, too. */
    @Override
    public void discard(Connection connection, boolean astray) {
        ServerErrors.quietly(connection);
        dropIdle();
        primary.failed();
        free.release();
    }

    private void dropIdle() {
        for (Connection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            ServerErrors.quietly(connection);
        }
    }

    @Override
    public Line keep(Attempt attempt) {
        return new Line(connect(attempt), attempt, Kept.INSTANCE);
    }

    /** A connection that does not count. */
    private enum Kept implements Line.Lender {
        INSTANCE;

        @Override
        public void giveBack(Connection connection) {
            ServerErrors.quietly(connection);
        }

        @Override
        public void discard(Connection connection, boolean astray) {
            ServerErrors.quietly(connection);
        }
    }

    @Override
    public void moved(HostAndPort target) {
        primary.moved(target);
    }

    @Override
    public String place() {
        return primary.place();
    }

    @Override
    public void close() {
        closed = true;
        dropIdle();
    }
}
