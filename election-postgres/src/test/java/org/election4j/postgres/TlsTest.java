// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.postgres.Namespace.applied;
import static org.election4j.postgres.Namespace.attempt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.testkit.SelfSigned;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS of a real server, by the parameters that the driver knows. */
@Timeout(60)
@Tag("own-server")
class TlsTest {

    @TempDir
    private Path directory;

    private OwnServer server;
    private Namespace namespace;

    @BeforeEach
    void start() throws IOException {
        SelfSigned certificate = SelfSigned.local(directory);
        Path shown = Files.writeString(directory.resolve("server.crt"), certificate.certificatePem());
        Path key = Files.writeString(directory.resolve("server.key"), certificate.keyPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        server = OwnServer.in(
                directory, Map.of("ssl", "on", "ssl_cert_file", shown.toString(), "ssl_key_file", key.toString()));
        namespace = Namespace.on(server.dataSource());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_certificate_that_the_url_trusts_is_enough() {
        try (LeaseStore store = connect(
                "?sslmode=verify-full&sslrootcert=" + directory.resolve("server.crt") + "&ApplicationName=encrypted")) {
            applied(store.compareAndSet(namespace.change(null, namespace.session()), attempt()));
            assertThat(namespace.ask("SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                            + " WHERE application_name = 'encrypted'"))
                    .isEqualTo("t");
        }
    }

    @Test
    void a_certificate_that_the_url_does_not_trust_is_refused() throws IOException {
        Path other = Files.writeString(
                directory.resolve("other.crt"), SelfSigned.local(directory).certificatePem());
        try (LeaseStore store = connect("?sslmode=verify-full&sslrootcert=" + other)) {
            ReadOutcome outcome = store.read(namespace.session().key(), attempt());
            assertThat(((ReadOutcome.Unknown) outcome).cause()).hasStackTraceContaining("SSLHandshakeException");
        }
    }

    /** With a long lease: the first handshake of a JVM takes its time, and a connection may take a part of the lease. */
    private LeaseStore connect(String parameters) {
        PostgresOptions options = PostgresOptions.builder()
                .tablePrefix(namespace.options.tablePrefix())
                .lease(Duration.ofMinutes(2))
                .build();
        return PostgresLeaseStore.connect(
                TestServer.url(server.port()) + parameters, TestServer.USER, TestServer.PASSWORD, options);
    }
}
