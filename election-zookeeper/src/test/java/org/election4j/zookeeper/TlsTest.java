// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.zookeeper.Namespace.attempt;
import static org.election4j.zookeeper.Namespace.session;
import static org.election4j.zookeeper.Namespace.write;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ClientCnxnSocketNetty;
import org.apache.zookeeper.client.ZKClientConfig;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.testkit.SelfSigned;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS up to a proxy in front of a real server. */
@Timeout(60)
class TlsTest {

    private static final int ATTEMPT_MILLIS = 3_000;

    @TempDir
    private Path directory;

    private final ZooKeeperOptions options = TestServer.freshOptions().build();

    @Test
    void a_client_that_trusts_the_certificate_is_enough() throws IOException {
        SelfSigned certificate = SelfSigned.local(directory);
        try (TcpProxy proxy = TestServer.proxy(certificate);
                CuratorFramework curator = trusting(certificate, proxy);
                LeaseStore store = new ZooKeeperLeaseStore(curator, options)) {
            store.probe(attempt());
            SessionRecord session = session();
            write(store, null, session);
            assertThat(store.read(session.key(), attempt())).isInstanceOf(ReadOutcome.Found.class);
            assertThat(proxy.connections()).isPositive();
        }
    }

    @Test
    void a_certificate_that_nobody_trusts_is_refused() throws IOException {
        try (TcpProxy proxy = TestServer.proxy(SelfSigned.local(directory));
                CuratorFramework curator = trusting(SelfSigned.local(directory), proxy)) {
            assertNoAnswer(curator, proxy);
        }
    }

    @Test
    void the_certificate_of_another_host_is_refused_although_it_is_trusted() throws IOException {
        SelfSigned foreign = SelfSigned.ofSomebodyElse(directory);
        try (TcpProxy proxy = TestServer.proxy(foreign);
                CuratorFramework curator = trusting(foreign, proxy)) {
            assertNoAnswer(curator, proxy);
        }
    }

    /** The client reports failed handshakes in its log only, and tries again. */
    private void assertNoAnswer(CuratorFramework curator, TcpProxy proxy) {
        try (LeaseStore store = new ZooKeeperLeaseStore(curator, options)) {
            assertThat(store.read(session().key(), attempt(ATTEMPT_MILLIS))).isInstanceOf(ReadOutcome.Unknown.class);
            assertThat(proxy.connections()).as("it did try").isPositive();
        }
    }

    private static CuratorFramework trusting(SelfSigned certificate, TcpProxy proxy) {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, ClientCnxnSocketNetty.class.getName());
        config.setProperty(
                "zookeeper.ssl.trustStore.location", certificate.trustStore().toString());
        config.setProperty("zookeeper.ssl.trustStore.password", certificate.password());
        CuratorFramework curator = CuratorFrameworkFactory.builder()
                .connectString("127.0.0.1:" + proxy.port())
                .sessionTimeoutMs(4_000)
                .connectionTimeoutMs(4_000)
                .retryPolicy(new RetryOneTime(1_000))
                .ensembleTracker(false)
                .zkClientConfig(config)
                .build();
        curator.start();
        return curator;
    }
}
