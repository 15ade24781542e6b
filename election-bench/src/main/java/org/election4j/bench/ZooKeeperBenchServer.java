// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.server.ZooKeeperServerMain;

/** A real server in a JVM of its own, with the defaults of a distribution. */
final class ZooKeeperBenchServer implements BenchServer {

    private static final int TRIES = 100;

    private final Path directory;
    private final int port;
    private final Process process;
    private int namespaces;

    ZooKeeperBenchServer() throws IOException {
        directory = Files.createTempDirectory("election4j-zookeeper");
        port = freePort();
        Path settings = directory.resolve("zoo.cfg");
        Files.write(
                settings,
                List.of(
                        "tickTime=2000",
                        "dataDir=" + directory.resolve("data"),
                        "clientPort=" + port,
                        "clientPortAddress=127.0.0.1",
                        // 60 from one address by default.
                        "maxClientCnxns=0",
                        "admin.enableServer=false"));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ZooKeeperServerMain.class.getName(),
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        awaitServing();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void awaitServing() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            try {
                if (ask().contains("Mode:")) {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            pause();
        }
        throw new IOException("the server did not start; see " + directory.resolve("log"));
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Returns the path of the namespace; the first candidate makes it. */
    @Override
    public String freshNamespace(Duration lease) {
        return "/bench" + ++namespaces;
    }

    /** What the server says of itself. */
    String ask() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** A figure of what the server says of itself. */
    static long figure(String said, String name) {
        return said.lines()
                .filter(line -> line.startsWith(name + ": "))
                .mapToLong(line -> Long.decode(line.substring(name.length() + 2).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** Packets: transactions, reads, and the pings of idle sessions. */
    @Override
    public long requests() throws IOException {
        return figure(ask(), "Received");
    }

    @Override
    public String remarks(String namespace) throws IOException {
        String said = ask();
        return figure(said, "Connections") - 1 + " connections; " + (figure(said, "Zxid") & 0xFFFFFFFFL)
                + " transactions since the start";
    }

    /** What the server's process has spent on its processors. */
    Duration cpuTime() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public Floor floor() throws IOException {
        return new ZooKeeperFloor(address());
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
