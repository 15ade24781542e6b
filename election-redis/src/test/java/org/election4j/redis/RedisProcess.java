// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.SafeEncoder;
import redis.embedded.core.ExecutableProvider;

/**
 * A real server as a process of its own, on a free port, in a directory of its own. It ends with the JVM at the latest.
 *
 * <p>{@code -Delection4j.redis.server=/path/to/redis-server} starts a server of another version than the one that
 * embedded-redis brings along.
 */
final class RedisProcess implements AutoCloseable {

    static final String HOST = "127.0.0.1";

    private static final Path EXECUTABLE = executable();
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private final int port;
    private final Path directory;
    private final List<String> arguments;
    private Process process;

    private RedisProcess(int port, List<String> arguments) {
        this.port = port;
        this.directory = directory();
        this.arguments = arguments;
    }

    /** Starts a server and waits until it answers. */
    static RedisProcess start(String... settings) {
        return startOn(freePort(), settings);
    }

    static RedisProcess startOn(int port, String... settings) {
        List<String> arguments =
                new ArrayList<>(List.of("--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"));
        arguments.addAll(List.of(settings));
        RedisProcess server = new RedisProcess(port, arguments);
        server.begin();
        return server;
    }

    /** A replica that has all data of its primary. */
    static RedisProcess replicaOf(RedisProcess primary, String... settings) {
        List<String> arguments = new ArrayList<>(List.of("--replicaof", HOST, Integer.toString(primary.port())));
        arguments.addAll(List.of(settings));
        RedisProcess replica = start(arguments.toArray(String[]::new));
        Awaitility.await("replica in sync")
                .atMost(Duration.ofSeconds(30))
                .until(() -> replica.info("replication").contains("master_link_status:up"));
        return replica;
    }

    /** A Sentinel that watches a primary called {@code mymaster}. */
    static RedisProcess sentinelOf(RedisProcess primary, int quorum) {
        RedisProcess sentinel = new RedisProcess(freePort(), List.of("--sentinel"));
        try {
            Files.writeString(
                    sentinel.directory.resolve("sentinel.conf"),
                    String.join(
                            "\n",
                            "sentinel monitor mymaster " + HOST + " " + primary.port() + " " + quorum,
                            "sentinel down-after-milliseconds mymaster 1000",
                            "sentinel failover-timeout mymaster 5000",
                            ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sentinel.begin();
        return sentinel;
    }

    /** Starts it again, with empty memory, after it was killed. */
    void begin() {
        List<String> command = new ArrayList<>(List.of(EXECUTABLE.toString()));
        if (arguments.contains("--sentinel")) {
            command.add("sentinel.conf");
        }
        command.addAll(List.of("--port", Integer.toString(port), "--bind", HOST));
        command.addAll(arguments);
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log.txt").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(process);
        Awaitility.await("server answers")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(Files.readString(directory.resolve("log.txt")));
                    }
                    return answers();
                });
    }

    private boolean answers() {
        try {
            ask("PING");
            return true;
        } catch (JedisException e) {
            return String.valueOf(e.getMessage()).startsWith("NOAUTH");
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://" + HOST + ":" + port;
    }

    /** Runs a command over a connection of its own. */
    Object ask(String command, String... arguments) {
        return ask(port, command, arguments);
    }

    static Object ask(int port, String command, String... arguments) {
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                .protocol(redis.clients.jedis.RedisProtocol.RESP2)
                .build();
        try (Connection connection = new Connection(new HostAndPort(HOST, port), config)) {
            Object answer = connection.executeCommand(
                    new CommandArguments(Protocol.Command.valueOf(command)).addObjects((Object[]) arguments));
            return SafeEncoder.encodeObject(answer);
        }
    }

    String info(String section) {
        return (String) ask("INFO", section);
    }

    /** Sends a signal: STOP, CONT or KILL. After STOP the server stands still; on a busy machine that takes a moment. */
    void signal(String name) {
        send(name);
        if (name.equals("STOP")) {
            Awaitility.await("server stands still")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(5))
                    .until(this::standsStill);
        }
    }

    /** Where the system tells: on Linux. The first thread is the one that answers. */
    private boolean standsStill() throws IOException {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        if (!Files.exists(stat)) {
            return true;
        }
        String text = Files.readString(stat);
        return text.charAt(text.lastIndexOf(')') + 2) == 'T';
    }

    private void send(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RUNNING.remove(process);
    }

    @Override
    public void close() {
        kill();
        try (var files = Files.walk(directory)) {
            files.map(Path::toFile).sorted(java.util.Comparator.reverseOrder()).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A Cluster also listens on this port plus 10,000. Both are below 32,768, where no system takes the ports of connections
     * from, so that nobody takes one between this look and the start of the server.
     */
    static int freePort() {
        for (int i = 0; i < 1_000; i++) {
            int port = 12_000 + ThreadLocalRandom.current().nextInt(10_000);
            if (TAKEN.add(port) && isFree(port) && isFree(port + 10_000)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static Path executable() {
        String given = System.getProperty("election4j.redis.server");
        try {
            return given != null
                    ? Path.of(given)
                    : ExecutableProvider.newJarResourceProvider().get().toPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("election4j-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
