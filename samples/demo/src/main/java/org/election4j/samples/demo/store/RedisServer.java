// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.election4j.redis.RedisLeaseStore;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;

/** A real Redis in a temporary directory that forgets nothing: each write is on the disk before it is acknowledged. */
final class RedisServer implements DemoServer {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final int port;
    private final RedisClient client;

    private RedisServer(Process process, int port, RedisClient client) {
        this.process = process;
        this.port = port;
        this.client = client;
    }

    static RedisServer start(Path directory, Duration lease) throws IOException {
        int port = freePort();
        File log = directory.resolve("redis.log").toFile();
        Process process = new ProcessBuilder(
                        executable().toString(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--dir",
                        directory.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always")
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        // For the shell that clears away if this JVM is killed.
        Files.writeString(directory.resolve("server.pid"), process.pid() + "\n");
        RedisClient client = RedisDemoStore.client("127.0.0.1:" + port);
        awaitAnswer(process, client, log);
        try (RedisLeaseStore store = RedisLeaseStore.connect(RedisDemoStore.url("127.0.0.1:" + port))) {
            // A new server, so this is true, and the first candidate need not wait for the promises of former ones.
            boolean unused = store.declareNeverUsed(lease);
        }
        return new RedisServer(process, port, client);
    }

    private static Path executable() throws IOException {
        return ExecutableProvider.newJarResourceProvider().get().toPath();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitAnswer(Process process, RedisClient client, File log) throws IOException {
        long startNanos = System.nanoTime();
        while (!answers(client)) {
            if (!process.isAlive() || System.nanoTime() - startNanos > START_LIMIT.toNanos()) {
                process.destroyForcibly();
                throw new IOException("the server did not start; its log is " + log);
            }
        }
    }

    private static boolean answers(RedisClient client) {
        try {
            Thread.sleep(20);
            return client.ping().equals("PONG");
        } catch (JedisException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server starts", e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Ledger ledger() {
        return new RedisLedger(client);
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}
