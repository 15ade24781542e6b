// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.time.Duration;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection for one call. It asks one question after the other, none of them twice, and waits for answers no longer
 * than the call may take.
 */
final class Line implements AutoCloseable {

    private final Connection connection;
    private final Attempt attempt;
    private final int socketTimeout;
    private final Lender lender;
    private boolean healthy = true;
    private boolean astray;

    /** Where connections go when the call is over. */
    interface Lender {

        /** The next call may have it. */
        void giveBack(Connection connection);

        /**
         * Nobody may use it again.
         *
         * @param astray whether it led to a server that is not the primary, so that others that were made as early do the same
         */
        void discard(Connection connection, boolean astray);
    }

    Line(Connection connection, Attempt attempt, Lender lender) {
        this.connection = connection;
        this.attempt = attempt;
        this.socketTimeout = connection.getSoTimeout();
        this.lender = lender;
    }

    /** Asks the server. An exception means that nothing is known, or what the server says in it. */
    Object ask(CommandArguments question) {
        try {
            connection.setSoTimeout(millisLeft());
            attempt.sent();
            return connection.executeCommand(question);
        } catch (JedisException e) {
            healthy = ServerErrors.leaveTheLineUsable(e);
            astray |= ServerErrors.isOfAnotherServer(e);
            throw e;
        }
    }

    /**
     * Waits until replicas have what was read or written on this line.
     *
     * @throws LeaseStoreException if there are fewer within seven tenths of the time
     */
    void awaitReplicas(int count) {
        long millis = Math.max(1, attempt.remaining().toMillis() * 7 / 10);
        Object reached =
                ask(new CommandArguments(Protocol.Command.WAIT).add(count).add(millis));
        if (!(reached instanceof Long replicas) || replicas < count) {
            throw new LeaseStoreException(
                    reached + " replicas confirmed within " + millis + " ms, but " + count + " were asked for", null);
        }
    }

    /** Where the line leads to, for messages. */
    String server() {
        return connection.getHostAndPort().toString();
    }

    Connection connection() {
        return connection;
    }

    /** Nobody may use the connection again. */
    void abandon() {
        healthy = false;
    }

    /** It leads to a server that is not the primary: where the name leads to has to be looked up anew. */
    void leadsAstray() {
        healthy = false;
        astray = true;
    }

    private int millisLeft() {
        Duration left = attempt.remaining();
        if (left.isZero()) {
            throw new LeaseStoreException("the attempt's time was used up before the request was sent", null);
        }
        return (int) Math.min(Integer.MAX_VALUE, left.toMillis() + 1);
    }

    @Override
    public void close() {
        if (healthy && !connection.isBroken() && restored()) {
            lender.giveBack(connection);
        } else {
            lender.discard(connection, astray);
        }
    }

    private boolean restored() {
        try {
            connection.setSoTimeout(socketTimeout);
            return true;
        } catch (JedisException e) {
            return false;
        }
    }
}
