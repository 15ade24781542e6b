// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.election4j.redis.RedisLeaseStore;
import org.election4j.redis.RedisOptions;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

/** A real Redis, and a fresh namespace per measurement. */
final class RedisBenchServer implements BenchServer {

    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+)");
    private static final Pattern CLIENTS = Pattern.compile("connected_clients:(\\d+)");

    private final RedisServer server;
    private final RedisClient client;
    private final String address;
    private int namespaces;

    RedisBenchServer() throws IOException {
        int port = freePort();
        server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        address = "redis://127.0.0.1:" + port;
        client = RedisClient.create(address);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String freshNamespace(Duration lease) {
        String namespace = "b" + ++namespaces;
        try (RedisLeaseStore store = RedisLeaseStore.connect(
                address, RedisOptions.builder().namespace(namespace).build())) {
            store.declareNeverUsed(lease);
        }
        return namespace;
    }

    /** Scripts: every call of the library is one, and nothing else here is. */
    @Override
    public long requests() {
        Matcher calls = SCRIPTS.matcher(client.info("commandstats"));
        long sum = 0;
        while (calls.find()) {
            sum += Long.parseLong(calls.group(1));
        }
        return sum;
    }

    @Override
    public String remarks(String namespace) {
        Matcher clients = CLIENTS.matcher(client.info("clients"));
        // One of them is the one that asks.
        return clients.find() ? Integer.parseInt(clients.group(1)) - 1 + " connections" : "";
    }

    @Override
    public Floor floor() throws IOException {
        return new RedisFloor(address());
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.stop();
    }
}
