// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Collectors;
import org.election4j.spi.Attempt;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The server of a Cluster that the namespace's slot is on. Any server says where that is, by an error that means "not done".
 * After a failure another one is asked.
 */
final class ClusterPrimary implements Primary {

    private final RedisUrl login;
    private final String place;
    private final Set<HostAndPort> known = new CopyOnWriteArraySet<>();
    private volatile @Nullable HostAndPort owner;
    private volatile int turn;

    ClusterPrimary(List<RedisUrl> seeds) {
        this.login = seeds.get(0);
        this.place = seeds.stream().map(RedisUrl::toString).collect(Collectors.joining(","));
        seeds.forEach(seed -> known.add(seed.address()));
    }

    @Override
    public Connection connect(Attempt attempt) {
        HostAndPort server = owner;
        try {
            return login.connect(server == null ? next() : server, attempt);
        } catch (JedisException e) {
            failed();
            throw e;
        }
    }

    /** Two threads may take the same turn. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private HostAndPort next() {
        List<HostAndPort> servers = List.copyOf(known);
        return servers.get(Math.floorMod(turn++, servers.size()));
    }

    @Override
    public void failed() {
        owner = null;
    }

    @Override
    public void moved(HostAndPort target) {
        known.add(target);
        owner = target;
    }

    @Override
    public String place() {
        return place;
    }
}
