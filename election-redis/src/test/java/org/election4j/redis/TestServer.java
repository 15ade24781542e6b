// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.net.URI;
import java.util.UUID;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * One real server for all tests that do not hurt it; it stops with the JVM. Every test takes a namespace of its own.
 *
 * <p>{@code -Delection4j.redis.url=redis://user:password@host:6379} uses a server that runs already instead.
 */
final class TestServer {

    static final String PASSWORD = "s3cr3t-of-the-test";

    private static final String GIVEN = System.getProperty("election4j.redis.url");
    private static final String URL = GIVEN == null ? start() : GIVEN;

    private TestServer() {}

    private static String start() {
        return RedisProcess.start("--requirepass", PASSWORD)
                .url()
                .replace("redis://", "redis://default:" + PASSWORD + "@");
    }

    static String url() {
        return URL;
    }

    /** The same server, reached by another port. */
    static String url(int port) {
        HostAndPort server = address();
        return URL.replace(server.toString(), RedisProcess.HOST + ":" + port);
    }

    static HostAndPort address() {
        return JedisURIHelper.getHostAndPort(URI.create(URL));
    }

    static String password() {
        return JedisURIHelper.getPassword(URI.create(URL));
    }

    /** A client with a pool. The caller closes it. */
    static RedisClient client() {
        return RedisClient.create(URL);
    }

    /** Options with a namespace that nobody else uses. */
    static RedisOptions.Builder freshOptions() {
        return RedisOptions.builder()
                .namespace("test-" + UUID.randomUUID().toString().substring(0, 18));
    }
}
