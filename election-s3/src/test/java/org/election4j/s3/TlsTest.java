// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.SelfSigned;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** TLS up to a proxy in front of the wire server. */
@Timeout(60)
class TlsTest {

    @TempDir
    private Path directory;

    private final WireServer server = new WireServer();
    private SelfSigned certificate;
    private TcpProxy proxy;

    @BeforeEach
    void listen() throws IOException {
        certificate = SelfSigned.local(directory);
        proxy = new TcpProxy(server.endpoint().getPort(), certificate);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void a_client_that_trusts_the_certificate_is_enough() {
        try (S3Client client = trusting(certificate, proxy)) {
            LeaseStore store =
                    new S3LeaseStore(client, Clients.options(endpoint(proxy)).build());
            store.probe(attempt());
            assertThat(proxy.connections()).isPositive();
        }
    }

    @Test
    void a_certificate_that_nobody_trusts_is_refused() {
        try (S3Client client = Clients.of(endpoint(proxy)).build()) {
            assertRefused(
                    new S3LeaseStore(client, Clients.options(endpoint(proxy)).build()));
        }
    }

    @Test
    void the_certificate_of_another_host_is_refused_although_it_is_trusted() throws IOException {
        SelfSigned foreign = SelfSigned.ofSomebodyElse(directory);
        try (TcpProxy wrong = new TcpProxy(server.endpoint().getPort(), foreign);
                S3Client client = trusting(foreign, wrong)) {
            assertRefused(
                    new S3LeaseStore(client, Clients.options(endpoint(wrong)).build()));
        }
    }

    private static void assertRefused(LeaseStore store) {
        assertThat(catchThrowable(() -> store.probe(attempt())))
                .hasStackTraceContaining(SSLHandshakeException.class.getName());
    }

    private static S3Client trusting(SelfSigned certificate, TcpProxy proxy) {
        return Clients.of(endpoint(proxy))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .tlsTrustManagersProvider(() -> certificate.trust().getTrustManagers()))
                .build();
    }

    private static URI endpoint(TcpProxy proxy) {
        return URI.create("https://127.0.0.1:" + proxy.port());
    }

    private static Attempt attempt() {
        return Attempt.within(Duration.ofSeconds(20));
    }
}
