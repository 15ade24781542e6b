// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** A real server for one test class, which may stop it, start it again and copy it. It writes its log to files. */
final class OwnServer implements AutoCloseable {

    private final Path data;
    private final Map<String, String> settings;
    private EmbeddedPostgres server;

    private OwnServer(Path data, Map<String, String> settings, int port) {
        this.data = data;
        this.settings = settings;
        this.server = started(port);
    }

    /** A new server below the given directory. */
    static OwnServer in(Path directory, Map<String, String> settings) {
        return new OwnServer(directory.resolve("data"), settings, 0);
    }

    private EmbeddedPostgres started(int port) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_directory", "log");
        settings.forEach(builder::setServerConfig);
        if (port != 0) {
            builder.setPort(port);
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getPort();
    }

    PGSimpleDataSource dataSource() {
        return TestServer.dataSource(TestServer.url(port()));
    }

    void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts again on the same port. */
    void start() {
        server = started(port());
    }

    /** Copies the stopped server's files: a standby of it that will never hear from it again. */
    OwnServer standby(Path directory) throws IOException {
        return new OwnServer(copyFor(directory), settings, 0);
    }

    /** Copies the stopped server's files for a standby that is not started yet. */
    Path copyFor(Path directory) throws IOException {
        Path copy = directory.resolve("data");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(data.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(
                            target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Files.deleteIfExists(copy.resolve("postmaster.pid"));
        Files.createFile(copy.resolve("standby.signal"));
        return copy;
    }

    /** Starts again on the same port, as the standby of nobody. */
    void beStandby() throws IOException {
        Files.createFile(data.resolve("standby.signal"));
        start();
    }

    /** Starts a copy on a port of its own. */
    OwnServer besides(Path copy) {
        return new OwnServer(copy, settings, 0);
    }

    /** Starts a copy on the port of this server, which has stopped for good: nobody notices but by what it does not know. */
    OwnServer replacedBy(Path copy) {
        return new OwnServer(copy, settings, port());
    }

    /** Everything the server has logged. */
    String log() {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(data.resolve("log"))) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @Override
    public void close() {
        stop();
    }
}
