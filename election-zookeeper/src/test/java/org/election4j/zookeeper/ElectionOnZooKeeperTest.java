// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.framework.CuratorFramework;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossCause;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKind;
import org.election4j.testkit.CountingLeaseStore;
import org.election4j.testkit.StoreOperation;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole electors through the bad days of a client. Waiting is bounded by leases, generously. */
@Timeout(120)
class ElectionOnZooKeeperTest {

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = LEASE.multipliedBy(15);

    private final ZooKeeperOptions options =
            TestServer.freshOptions().lease(LEASE).build();
    private final AtomicReference<Loss> loss = new AtomicReference<>();

    private final LeadershipListener remembering = new LeadershipListener() {
        @Override
        public void onLost(Leadership leadership, Loss lost) {
            loss.set(lost);
        }
    };

    @Test
    void a_leader_whose_zookeeper_session_expires_goes_on_leading() throws Exception {
        try (CuratorFramework curator = TestServer.curator();
                LeaseStore store = new ZooKeeperLeaseStore(curator, options);
                LeaderElector elector = elector(store, "a")) {
            Leadership leadership = elector.awaitLeadership(PATIENCE).orElseThrow();
            long before = curator.getZookeeperClient().getZooKeeper().getSessionId();
            curator.getZookeeperClient().getZooKeeper().getTestable().injectSessionExpiration();
            await("a new session")
                    .atMost(PATIENCE)
                    .until(() -> curator.getZookeeperClient().getZooKeeper().getSessionId() != before);
            long beats = elector.candidate().status().heartbeats().size();
            await("more heartbeats than a lease has")
                    .atMost(PATIENCE)
                    .until(() -> elector.candidate().status().heartbeats().size() >= Math.min(16, beats + 6));
            assertThat(leadership.isValid()).as("%s", loss.get()).isTrue();
        }
    }

    @Test
    void a_black_hole_is_blamed_on_the_store() throws Exception {
        try (TcpProxy proxy = TestServer.proxy();
                LeaseStore store = ZooKeeperLeaseStore.connect("127.0.0.1:" + proxy.port(), options);
                LeaderElector elector = elector(store, "a")) {
            assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
            proxy.blackHole();
            await("the loss").atMost(PATIENCE).until(() -> loss.get() != null);
            assertThat(loss.get().report().verdict())
                    .as("%s", loss.get().report().summary())
                    .isEqualTo(LossCause.STORE_UNREACHABLE);
            proxy.heal();
            await("leading again").atMost(PATIENCE).until(elector::isLeader);
        }
    }

    @Test
    void a_thousand_elections_cost_one_session_and_one_connection() throws Exception {
        try (TcpProxy counted = TestServer.proxy();
                Namespace namespace = Namespace.fresh();
                CountingLeaseStore store =
                        new CountingLeaseStore(ZooKeeperLeaseStore.connect("127.0.0.1:" + counted.port(), options));
                Candidate candidate =
                        Candidate.builder(store).lease(LEASE).id("a").start()) {
            for (int i = 0; i < 1_000; i++) {
                candidate.elector("e" + i).start();
            }
            await("all are led").atMost(PATIENCE).until(() -> candidate.status().leading() == 1_000);
            assertThat(recordsReadInTwoLeases(store)).as("records read").isLessThanOrEqualTo(100);
            ZnodePaths paths = new ZnodePaths(options.path());
            assertThat(namespace.curator.getChildren().forPath(paths.directory(RecordKind.SESSION)))
                    .hasSize(1);
            assertThat(counted.connections()).isEqualTo(1);
        }
    }

    /** By what a leader writes every fifth of a lease. Each of the records is a request of its own. */
    private static long recordsReadInTwoLeases(CountingLeaseStore store) {
        store.reset();
        await("ten heartbeats").atMost(PATIENCE).until(() -> store.calls(StoreOperation.WRITE_SESSION) >= 10);
        return store.records(StoreOperation.READ) + store.records(StoreOperation.READ_ALL);
    }

    private LeaderElector elector(LeaseStore store, String id) {
        return LeaderElector.builder(store, "e")
                .lease(LEASE)
                .id(id)
                .listener(remembering)
                .start();
    }
}
