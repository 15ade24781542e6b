// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.election4j.redis.RedisLeaseStore;
import org.election4j.spi.LeaseStore;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** Redis, one server. */
final class RedisDemoStore implements DemoStore {

    @Override
    public String word() {
        return "redis";
    }

    @Override
    public String title() {
        return "Redis";
    }

    @Override
    public DemoServer start(Path directory, Duration lease) throws IOException {
        return RedisServer.start(directory, lease);
    }

    @Override
    public LeaseStore connect(String server, String candidate, Duration lease) {
        return RedisLeaseStore.connect(url(server));
    }

    static String url(String server) {
        return "redis://" + server;
    }

    @Override
    public Witness witness(String server, String candidate) {
        return new RedisWitness(client(server), candidate);
    }

    /** A client for appending and counting. */
    static RedisClient client(String server) {
        return RedisClient.builder()
                .hostAndPort(HostAndPort.from(server))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(1_000)
                        .socketTimeoutMillis(2_000)
                        .build())
                .build();
    }
}
