// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.time.Duration;
import java.util.Map;
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

    private final UnifiedJedis client;
    private final Supplier<Pool<Connection>> only;
    private final @Nullable Cluster cluster;
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
        if (client instanceof RedisClient one) {
            return new ClientLines(client, one::getPool);
        }
        if (client instanceof RedisSentinelClient sentinel) {
            return new ClientLines(client, () -> sentinel.getPrimaryNodesConnectionMap()
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
        Connection connection = borrow(from, attempt);
        attempt.connected();
        return new Line(connection, attempt, from::returnObject, broken -> discard(from, broken));
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
            throw new LeaseStoreException("no connection of " + place() + ": " + e.getMessage(), e);
        }
    }

    private void discard(Pool<Connection> from, Connection connection) {
        ServerErrors.quietly(connection);
        try {
            from.returnBrokenResource(connection);
        } catch (RuntimeException e) {
            // The pool was closed meanwhile.
        }
        forget();
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
    }
}
