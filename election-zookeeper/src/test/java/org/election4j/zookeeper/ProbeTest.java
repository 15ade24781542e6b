// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.zookeeper.Namespace.attempt;
import static org.election4j.zookeeper.Namespace.held;
import static org.election4j.zookeeper.Namespace.session;
import static org.election4j.zookeeper.Namespace.write;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each refusal, produced on a real server. */
@Timeout(60)
class ProbeTest {

    private final Namespace namespace = Namespace.fresh();
    private final LeaseStore store = namespace.store();

    @AfterEach
    void close() {
        store.close();
        namespace.close();
    }

    @Test
    void znodes_of_another_user_are_refused() {
        try (LeaseStore others = connect(TestServer.USER, namespace.options)) {
            others.probe(attempt());
            write(others, null, session());
            others.probe(attempt());
            assertRefused("lacks the right");
        }
    }

    @Test
    void a_right_that_is_missing_is_named() throws Exception {
        write(store, null, session());
        String elections = namespace.paths.directory(RecordKind.ELECTION);
        namespace.curator.create().forPath(elections);
        allow(elections, Perms.READ);
        assertRefused("create " + elections);
        allow(elections, Perms.CREATE);
        assertRefused("read the children of " + elections);
        allow(elections, Perms.ALL);
        String sessions = namespace.paths.directory(RecordKind.SESSION);
        allow(sessions, Perms.CREATE | Perms.READ);
        assertRefused("delete below " + sessions);
        allow(sessions, Perms.ALL);
        store.probe(attempt());
    }

    @Test
    void the_least_rights_are_enough() throws Exception {
        int least = Perms.CREATE | Perms.DELETE | Perms.READ | Perms.WRITE;
        ZooKeeperOptions options = ZooKeeperOptions.builder()
                .path(namespace.options.path())
                .acl(List.of(new ACL(least, Ids.ANYONE_ID_UNSAFE)))
                .build();
        try (LeaseStore modest = new ZooKeeperLeaseStore(namespace.curator, options)) {
            modest.probe(attempt());
            write(modest, null, session());
            modest.probe(attempt());
            assertThat(namespace.curator.getACL().forPath(options.path())).isEqualTo(options.acl());
        }
    }

    @Test
    void a_chroot_that_does_not_exist_is_refused() throws Exception {
        String chroot = "/chroot-" + UUID.randomUUID();
        try (LeaseStore rooted = ZooKeeperLeaseStore.connect(TestServer.connectString() + chroot, namespace.options)) {
            assertThatThrownBy(() -> rooted.probe(attempt()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("connect string")
                    .hasMessageContaining("create it");
            assertThat(Namespace.unknown(rooted.compareAndSet(Namespace.change(null, session()), attempt())))
                    .hasMessageContaining("chroot");
            namespace.curator.create().forPath(chroot);
            rooted.probe(attempt());
            write(rooted, null, session());
            assertThat(namespace.curator.getChildren().forPath(chroot + namespace.paths.directory(RecordKind.SESSION)))
                    .hasSize(1);
        }
    }

    @Test
    void an_election_of_any_name_is_in_nobodys_way() {
        for (String name : List.of("probe", ".probe", "life", "store")) {
            write(store, null, held(name, 1, UUID.randomUUID()));
        }
        store.probe(attempt());
    }

    @Test
    void another_format_is_refused() {
        write(
                store,
                null,
                new StoreRecord(
                        3,
                        3,
                        "",
                        StoreRecord.State.SETTLED,
                        UUID.randomUUID(),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Map.of(),
                        UUID.randomUUID()));
        assertRefused("needs a library of format 3");
    }

    @Test
    void rights_of_the_creator_need_somebody_who_creates() {
        ZooKeeperOptions options = ZooKeeperOptions.builder()
                .path(namespace.options.path())
                .acl(Ids.CREATOR_ALL_ACL)
                .build();
        try (LeaseStore nobody = new ZooKeeperLeaseStore(namespace.curator, options)) {
            assertThatThrownBy(() -> nobody.probe(attempt()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("authenticate");
        }
    }

    @Test
    void a_client_that_was_not_started_is_named() {
        try (CuratorFramework latent =
                        CuratorFrameworkFactory.newClient(TestServer.connectString(), new RetryOneTime(1));
                LeaseStore early = new ZooKeeperLeaseStore(latent, namespace.options)) {
            assertThatThrownBy(() -> early.probe(attempt()))
                    .isInstanceOf(LeaseStoreException.class)
                    .hasMessageContaining("LATENT")
                    .hasMessageContaining("start it");
            latent.start();
            assertThatCode(() -> early.probe(attempt())).doesNotThrowAnyException();
        }
    }

    @Test
    void a_server_that_is_not_there_is_no_refusal() {
        try (LeaseStore lonely = ZooKeeperLeaseStore.connect("127.0.0.1:1", namespace.options)) {
            assertThatThrownBy(() -> lonely.probe(attempt(500)))
                    .isInstanceOf(LeaseStoreException.class)
                    .isNotInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("127.0.0.1:1")
                    .hasMessageContaining("no connection");
        }
    }

    private void assertRefused(String because) {
        assertThatThrownBy(() -> store.probe(attempt()))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining(because);
    }

    private void allow(String path, int rights) throws Exception {
        namespace
                .curator
                .setACL()
                .withACL(List.of(new ACL(rights | Perms.ADMIN, Ids.ANYONE_ID_UNSAFE)))
                .forPath(path);
    }

    private static LeaseStore connect(String user, ZooKeeperOptions options) {
        return ZooKeeperLeaseStore.connect(TestServer.connectString(), user, TestServer.PASSWORD, options);
    }
}
