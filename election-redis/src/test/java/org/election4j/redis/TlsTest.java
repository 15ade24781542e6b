// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.redis.Namespace.applied;
import static org.election4j.redis.Namespace.attempt;
import static org.election4j.redis.Namespace.find;
import static org.election4j.redis.Namespace.unknown;

import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLHandshakeException;
import org.election4j.spi.OneLine;
import org.election4j.spi.SessionRecord;
import org.election4j.testkit.SelfSigned;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;

/** TLS up to a proxy in front of a real server, for the servers that the tests start are built without it. */
@Timeout(60)
class TlsTest {

    private final RedisOptions.Builder options = TestServer.freshOptions();

    @TempDir
    private Path directory;

    private SelfSigned certificate;
    private TcpProxy proxy;

    @BeforeEach
    void listen() throws IOException {
        certificate = SelfSigned.local(directory);
        proxy = new TcpProxy(TestServer.address().getPort(), certificate);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
    }

    @Test
    void a_certificate_that_the_options_trust_is_enough() {
        assertWorks(DefaultJedisClientConfig.builder()
                .sslOptions(SslOptions.builder()
                        .truststore(
                                certificate.trustStore().toFile(),
                                certificate.password().toCharArray())
                        .build())
                .build());
    }

    @SuppressWarnings("deprecation") // Jedis would rather have options; many configurations still have a factory.
    @Test
    void so_is_one_that_a_factory_of_the_users_trusts() {
        assertWorks(DefaultJedisClientConfig.builder()
                .sslSocketFactory(certificate.context().getSocketFactory())
                .build());
    }

    private void assertWorks(JedisClientConfig config) {
        try (RedisLeaseStore store =
                RedisLeaseStore.connect(url(proxy), options.clientConfig(config).build())) {
            Namespace namespace = Namespace.through(store, options.build());
            SessionRecord session = namespace.session();
            applied(store.compareAndSet(namespace.change(null, session), attempt()));
            assertThat(find(store, session.key()).record()).isEqualTo(session);
            assertThat(proxy.connections()).isPositive();
        }
    }

    @Test
    void a_certificate_that_nobody_trusts_is_refused() {
        try (RedisLeaseStore store = RedisLeaseStore.connect(url(proxy), options.build())) {
            assertRefused(store, "PKIX path building failed");
        }
    }

    @Test
    void the_certificate_of_another_host_is_refused_although_it_is_trusted() throws IOException {
        SelfSigned foreign = SelfSigned.ofSomebodyElse(directory);
        SslOptions trusting = SslOptions.builder()
                .truststore(foreign.trustStore().toFile(), foreign.password().toCharArray())
                .build();
        JedisClientConfig config =
                DefaultJedisClientConfig.builder().sslOptions(trusting).build();
        try (TcpProxy wrong = new TcpProxy(TestServer.address().getPort(), foreign);
                RedisLeaseStore store = RedisLeaseStore.connect(
                        url(wrong), options.clientConfig(config).build())) {
            assertRefused(store, "No subject alternative");
        }
    }

    private void assertRefused(RedisLeaseStore store, String reason) {
        Namespace namespace = Namespace.fresh();
        Throwable cause = unknown(store.compareAndSet(namespace.change(null, namespace.session()), attempt()));
        assertThat(cause).hasStackTraceContaining(SSLHandshakeException.class.getName());
        assertThat(OneLine.reason(cause)).contains(reason);
        assertThatThrownBy(() -> store.probe(attempt())).hasMessageContaining(reason);
    }

    private static String url(TcpProxy proxy) {
        return TestServer.url(proxy.port()).replace("redis://", "rediss://");
    }
}
