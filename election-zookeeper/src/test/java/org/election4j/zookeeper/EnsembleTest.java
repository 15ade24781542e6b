// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.election4j.zookeeper.Namespace.attempt;
import static org.election4j.zookeeper.Namespace.find;
import static org.election4j.zookeeper.Namespace.held;
import static org.election4j.zookeeper.Namespace.renewed;
import static org.election4j.zookeeper.Namespace.session;
import static org.election4j.zookeeper.Namespace.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.InstanceSpec;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.Version;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three servers, of which some fail. Waiting is bounded by leases, generously. */
@Tag("own-server")
@Timeout(120)
class EnsembleTest {

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = LEASE.multipliedBy(15);

    private static TestEnsemble ensemble;

    private final ZooKeeperOptions options =
            TestServer.freshOptions().lease(LEASE).build();

    @BeforeAll
    static void start() {
        // Lets servers without a quorum answer clients that ask for it; others are not affected.
        System.setProperty("readonlymode.enabled", "true");
        ensemble = TestEnsemble.start();
    }

    @AfterAll
    static void stop() throws Exception {
        ensemble.close();
        System.clearProperty("readonlymode.enabled");
    }

    @Test
    void a_read_on_any_server_sees_the_write_acknowledged_on_another() {
        List<LeaseStore> stores = new ArrayList<>();
        for (InstanceSpec server : ensemble.servers()) {
            stores.add(ZooKeeperLeaseStore.connect(TestEnsemble.address(server), options));
        }
        SessionRecord session = session();
        Version version = write(stores.get(0), null, session);
        for (int i = 0; i < 300; i++) {
            session = renewed(session);
            version = write(stores.get(i % 3), version, session);
            for (LeaseStore reader : List.of(stores.get((i + 1) % 3), stores.get((i + 2) % 3))) {
                assertThat(find(reader, session.key()).version()).isEqualTo(version);
            }
        }
        stores.forEach(LeaseStore::close);
    }

    @Test
    void a_listing_on_any_server_sees_the_write_acknowledged_on_another() {
        try (LeaseStore one = ZooKeeperLeaseStore.connect(TestEnsemble.address(ensemble.leader()), options);
                LeaseStore other = ZooKeeperLeaseStore.connect(
                        TestEnsemble.address(ensemble.followers().get(0)), options)) {
            for (int i = 1; i <= 50; i++) {
                write(one, null, held("e" + i, 1, UUID.randomUUID()));
                ListOutcome outcome = other.list(RecordKind.ELECTION, attempt());
                assertThat(((ListOutcome.Listed) outcome).records()).hasSize(i);
            }
        }
    }

    @Test
    void a_leader_goes_on_when_a_follower_fails_and_when_the_ensembles_leader_fails() throws Exception {
        try (LeaseStore store = ZooKeeperLeaseStore.connect(ensemble.connectString(), options);
                LeaseStore rival = ZooKeeperLeaseStore.connect(ensemble.connectString(), options);
                LeaderElector a = elector(store, "a");
                LeaderElector b = elector(rival, "b")) {
            await("a leader").atMost(PATIENCE).until(() -> a.isLeader() || b.isLeader());
            for (InstanceSpec failing : List.of(ensemble.followers().get(0), ensemble.leader())) {
                ensemble.stop(failing);
                atMostOneLeadsFor(a, b, LEASE);
                await("a leader again").atMost(PATIENCE).until(() -> a.isLeader() || b.isLeader());
                ensemble.startAgain(failing);
                await("all servers serve")
                        .atMost(PATIENCE)
                        .until(() -> ensemble.followers().size() == 2);
            }
            atMostOneLeadsFor(a, b, LEASE);
        }
    }

    @Test
    void without_a_quorum_nobody_leads_and_with_one_somebody_does() throws Exception {
        try (LeaseStore store = ZooKeeperLeaseStore.connect(ensemble.connectString(), options);
                LeaseStore rival = ZooKeeperLeaseStore.connect(ensemble.connectString(), options);
                LeaderElector a = elector(store, "a");
                LeaderElector b = elector(rival, "b")) {
            await("a leader").atMost(PATIENCE).until(() -> a.isLeader() || b.isLeader());
            Leadership before = (a.isLeader() ? a : b).leadership().orElseThrow();
            List<InstanceSpec> failing = ensemble.followers();
            for (InstanceSpec server : failing) {
                ensemble.stop(server);
            }
            await("nobody leads").atMost(PATIENCE).until(() -> !a.isLeader() && !b.isLeader());
            assertReadOnlyIsRefused();
            assertThat(before.isValid()).isFalse();
            for (InstanceSpec server : failing) {
                ensemble.startAgain(server);
            }
            await("a leader again").atMost(PATIENCE).until(() -> a.isLeader() || b.isLeader());
            assertThat((a.isLeader() ? a : b).leadership().orElseThrow().term()).isGreaterThan(before.term());
            atMostOneLeadsFor(a, b, LEASE);
            await("all servers serve")
                    .atMost(PATIENCE)
                    .until(() -> ensemble.followers().size() == 2);
        }
    }

    /** The server that is left shows an old state to clients that accept it. */
    private void assertReadOnlyIsRefused() {
        try (CuratorFramework careless = CuratorFrameworkFactory.builder()
                .connectString(ensemble.connectString())
                .sessionTimeoutMs(4_000)
                .connectionTimeoutMs(4_000)
                .retryPolicy(new RetryOneTime(1))
                .ensembleTracker(false)
                .canBeReadOnly(true)
                .build()) {
            careless.start();
            try (LeaseStore store = new ZooKeeperLeaseStore(careless, options)) {
                await("the refusal")
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThatThrownBy(() -> store.probe(attempt(1_000)))
                                .isInstanceOf(UnsafeStoreException.class)
                                .hasMessageContaining("read-only"));
            }
        }
    }

    @Test
    void terms_and_records_survive_a_stop_of_all_servers() throws Exception {
        ElectionRecord record = held("e", 7, UUID.randomUUID());
        try (LeaseStore store = ZooKeeperLeaseStore.connect(ensemble.connectString(), options)) {
            Version version = write(store, null, record);
            List<InstanceSpec> all = ensemble.servers();
            for (InstanceSpec server : all) {
                ensemble.stop(server);
            }
            for (InstanceSpec server : all) {
                ensemble.startAgain(server);
            }
            await("all servers serve")
                    .atMost(PATIENCE)
                    .until(() -> ensemble.followers().size() == 2);
            await("the client has a session again, if its own expired meanwhile")
                    .atMost(PATIENCE)
                    .until(() -> store.read(record.key(), attempt()) instanceof ReadOutcome.Found);
            assertThat(find(store, record.key()).version()).isEqualTo(version);
        }
    }

    private static LeaderElector elector(LeaseStore store, String id) {
        return LeaderElector.builder(store, "e").lease(LEASE).id(id).start();
    }

    /** A leadership that has been invalid once is so for ever, so one that is valid before and after was valid meanwhile. */
    private static void atMostOneLeadsFor(LeaderElector a, LeaderElector b, Duration time) {
        await("never two").during(time).atMost(time.multipliedBy(3)).until(() -> {
            Leadership first = a.leadership().orElse(null);
            return !(first != null && b.isLeader() && first.isValid());
        });
    }
}
