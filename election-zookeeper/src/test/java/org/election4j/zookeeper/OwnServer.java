// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.awaitility.Awaitility;

/** A real server in a JVM of its own, which a test may stop, let go on, kill and start again. It keeps its port. */
final class OwnServer implements AutoCloseable {

    private final Path directory;
    private final int port;
    private Process process;

    private OwnServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    static OwnServer in(Path directory) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            OwnServer server = new OwnServer(directory, free.getLocalPort());
            free.close();
            server.start();
            return server;
        }
    }

    void start() throws IOException {
        Path settings = directory.resolve("zoo.cfg");
        Files.writeString(
                settings,
                String.join(
                        "\n",
                        "tickTime=" + TestServer.TICK_MILLIS,
                        "dataDir=" + directory.resolve("data"),
                        "clientPort=" + port,
                        "clientPortAddress=127.0.0.1",
                        "admin.enableServer=false"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(
                        java,
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ZooKeeperServerMain.class.getName(),
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    String connectString() {
        return "127.0.0.1:" + port;
    }

    /** A signal stops one thread after the other; on a busy machine, some still answer for a while. */
    void pause() throws Exception {
        signal("-STOP");
        Awaitility.await("all threads stand still")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(this::standsStill);
    }

    /** Where the system tells: on Linux. */
    private boolean standsStill() throws IOException {
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        if (!Files.exists(threads)) {
            return true;
        }
        try (Stream<Path> each = Files.list(threads)) {
            for (Path thread : each.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        }
    }

    void goOn() throws Exception {
        signal("-CONT");
    }

    void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IllegalStateException("kill " + name + " did not work");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
