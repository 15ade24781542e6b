// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * PgBouncer in transaction mode before a server that trusts its users, as a process of its own where it is installed. It
 * has few connections and takes each in turn, so that the transactions of one client land on all of them. It ends with
 * the JVM at the latest.
 */
final class PgBouncer implements AutoCloseable {

    private static final Optional<Path> EXECUTABLE = Stream.concat(
                    Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
            .map(directory -> Path.of(directory, "pgbouncer"))
            .filter(Files::isExecutable)
            .findFirst();

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** For {@code @EnabledIf}. */
    static boolean isInstalled() {
        return EXECUTABLE.isPresent();
    }

    static PgBouncer before(int server) {
        Path executable = EXECUTABLE.orElseThrow(() -> new IllegalStateException("pgbouncer is not installed"));
        try {
            int port = freePort();
            Path settings = settings(server, port);
            List<String> command = new ArrayList<>(List.of(executable.toString(), settings.toString()));
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("-u", "nobody"));
            }
            Path log = settings.resolveSibling("log.txt");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            Awaitility.await("pgbouncer answers")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException(Files.readString(log));
                        }
                        return answers(port);
                    });
            return new PgBouncer(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It refuses to be root and becomes somebody who has to be able to read this. */
    private static Path settings(int server, int port) throws IOException {
        Path directory = Files.createTempDirectory("pgbouncer");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path users = Files.writeString(directory.resolve("users.txt"), "\"postgres\" \"\"\n");
        String settings = String.format(Locale.ROOT, """
                [databases]
                * = host=127.0.0.1 port=%d auth_user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                auth_query = SELECT usename, '' FROM pg_user WHERE usename = $1
                pool_mode = transaction
                default_pool_size = 4
                server_round_robin = 1
                max_client_conn = 400
                """, server, port, users);
        return Files.writeString(directory.resolve("pgbouncer.ini"), settings);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
