// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.Pool;

/**
 * Connections out of the pool of a client of the user's. The client itself is never asked to run a command, because some
 * clients repeat commands.
 */
final class ClientLines implements Lines {

    /** Which server the slot is on, as the client has it, and the pools of all servers. */
    private record Cluster(
            Supplier<Connection> any,
            Supplier<? extends Map<String, ? extends Pool<Connection>>> pools,
            Runnable refresh) {

        String owner() {
            try (Connection connection = any.get()) {
                return connection.getHostAndPort().toString();
            }
        }
    }

    /** A connection that nobody may use again, and the pool that still counts it. */
    private record Broken(Pool<Connection> from, Connection connection) {

        void replace() {
            from.returnBrokenResource(connection);
        }
    }

    private final UnifiedJedis client;
    private final Supplier<Pool<Connection>> only;
    private final @Nullable Cluster cluster;

    /**
     * To be given back by the next call. A pool that takes a broken connection back makes another in the same step, and waits
     * for it as long as the client may take to connect, however little time the attempt has left. The next call needs a
     * connection anyway.
     */
    private final Queue<Broken> broken = new ConcurrentLinkedQueue<>();

    private volatile @Nullable String owner;
    private volatile boolean closed;

    private ClientLines(UnifiedJedis client, Supplier<Pool<Connection>> only) {
        this.client = client;
        this.only = only;
        this.cluster = null;
    }

    private ClientLines(UnifiedJedis client, Cluster cluster) {
        this.client = client;
        this.only = () -> owned(cluster);
        this.cluster = cluster;
    }

    static ClientLines of(UnifiedJedis client, int slot) {
        requireNonNull(client, "client");
        if (client instanceof RedisClient one) {
            return new ClientLines(client, one::getPool);
        }
        if (client instanceof RedisSentinelClient sentinel) {
            return new ClientLines(
                    client,
                    () -> sentinel.getPrimaryNodesConnectionMap()
                            .values()
                            .iterator()
                            .next());
        }
        if (client instanceof RedisClusterClient cluster) {
            return new ClientLines(
                    client,
                    new Cluster(
                            () -> cluster.getConnectionFromSlot(slot),
                            cluster::getClusterNodes,
                            cluster::refreshClusterTopology));
        }
        throw new IllegalArgumentException("the client must be a RedisClient, a RedisSentinelClient or a"
                + " RedisClusterClient, but is a " + client.getClass().getName());
    }

    /** The client knows the pools of all servers. Only a pool itself can be told to wait for a limited time. */
    private Pool<Connection> owned(Cluster of) {
        String server = owner;
        Pool<Connection> pool = server == null ? null : of.pools().get().get(server);
        if (pool == null) {
            server = of.owner();
            pool = of.pools().get().get(server);
        }
        if (pool == null) {
            throw new LeaseStoreException("the client has no connections to " + server, null);
        }
        owner = server;
        return pool;
    }

    @Override
    public Line open(Attempt attempt) {
        Pool<Connection> from = pool();
        replaceOne(from);
        Connection connection = borrow(from, attempt);
        attempt.connected();
        return new Line(connection, attempt, new Borrowed(from));
    }

    @Override
    public Line keep(Attempt attempt) {
        return open(attempt);
    }

    private Pool<Connection> pool() {
        if (closed) {
            throw new LeaseStoreException("the store on " + place() + " is closed", null);
        }
        return only.get();
    }

    private Connection borrow(Pool<Connection> from, Attempt attempt) {
        Duration limit = attempt.remaining();
        if (limit.isZero()) {
            throw new LeaseStoreException("the attempt's time was used up before a connection was asked for", null);
        }
        try {
            return from.borrowObject(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeaseStoreException("interrupted while waiting for a connection of " + place(), e);
        } catch (Exception e) {
            forget();
            throw new LeaseStoreException("no connection of " + place() + ": " + ServerErrors.reason(e), e);
        }
    }

    private final class Borrowed implements Line.Lender {

        private final Pool<Connection> from;

        Borrowed(Pool<Connection> from) {
            this.from = from;
        }

        @Override
        public void giveBack(Connection connection) {
            ClientLines.this.giveBack(from, connection);
        }

        /** Idle ones that lead astray as well would be lent one by one, and each would cost a call. */
        @Override
        public void discard(Connection connection, boolean astray) {
            ClientLines.this.discard(from, connection);
            if (astray) {
                from.clear();
            }
        }
    }

    /** The server answers, so replacements are a matter of moments. */
    private void giveBack(Pool<Connection> from, Connection connection) {
        from.returnObject(connection);
        replaceAll();
    }

    private void discard(Pool<Connection> from, Connection connection) {
        ServerErrors.quietly(connection);
        broken.add(new Broken(from, connection));
        forget();
        if (closed) {
            replaceAll();
        }
    }

    /** Where the pool cannot even replace what it has lost, it has nothing to lend. */
    private void replaceOne(Pool<Connection> wanted) {
        Broken one = broken.poll();
        if (one == null) {
            return;
        }
        try {
            one.replace();
        } catch (RuntimeException e) {
            forget();
            if (one.from() == wanted) {
                throw new LeaseStoreException("no connection of " + place() + ": " + e.getMessage(), e);
            }
        }
    }

    private void replaceAll() {
        for (Broken one = broken.poll(); one != null; one = broken.poll()) {
            try {
                one.replace();
            } catch (RuntimeException e) {
                // The pool has counted it out in any case, and makes another when it needs one.
            }
        }
    }

    /** After a failure the slot may be elsewhere. */
    private void forget() {
        owner = null;
    }

    @Override
    public void moved(HostAndPort target) {
        if (cluster == null) {
            throw new LeaseStoreException(
                    "the server of " + place() + " belongs to a Cluster; use a RedisClusterClient", null);
        }
        cluster.refresh().run();
        owner = target.toString();
    }

    @Override
    public String place() {
        return client.getClass().getSimpleName();
    }

    @Override
    public void close() {
        closed = true;
        replaceAll();
    }
}
