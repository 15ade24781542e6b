// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.zookeeper.Namespace.attempt;
import static org.election4j.zookeeper.Namespace.change;
import static org.election4j.zookeeper.Namespace.session;
import static org.election4j.zookeeper.Namespace.unknown;
import static org.election4j.zookeeper.Namespace.write;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, rights and secrets. */
@Timeout(60)
class CredentialsTest {

    private final Namespace namespace = Namespace.fresh();
    private final LeaseStore store = ZooKeeperLeaseStore.connect(
            TestServer.connectString(), TestServer.USER, TestServer.PASSWORD, namespace.options);

    @AfterEach
    void close() {
        store.close();
        namespace.close();
    }

    @Test
    void what_a_user_creates_is_for_that_user_alone() throws Exception {
        SessionRecord session = session();
        write(store, null, session);
        CuratorFramework stranger = namespace.curator;
        String record = namespace.paths.of(session.key());
        String directory = namespace.paths.directory(RecordKind.SESSION);
        for (String path : List.of(namespace.options.path(), directory, record)) {
            assertThatThrownBy(() -> stranger.getData().forPath(path))
                    .isInstanceOf(KeeperException.NoAuthException.class);
            assertThatThrownBy(() -> stranger.delete().forPath(path))
                    .isInstanceOfAny(KeeperException.NoAuthException.class, KeeperException.NotEmptyException.class);
        }
    }

    @Test
    void a_lack_of_rights_is_no_rejection() {
        write(store, null, session());
        try (LeaseStore stranger = namespace.store()) {
            WriteOutcome outcome = stranger.compareAndSet(change(null, session()), attempt());
            assertThat(unknown(outcome))
                    .isInstanceOfAny(KeeperException.NoAuthException.class, AccessRefusedException.class)
                    .hasMessageContaining("NoAuth");
        }
    }

    @Test
    void the_password_is_in_no_text() {
        write(store, null, session());
        try (LeaseStore wrong = ZooKeeperLeaseStore.connect(
                TestServer.connectString(), "another", TestServer.PASSWORD + "-2", namespace.options)) {
            StringWriter text = new StringWriter();
            unknown(wrong.compareAndSet(change(null, session()), attempt())).printStackTrace(new PrintWriter(text));
            text.append(store.describe()).append(store.toString()).append(namespace.options.toString());
            assertThat(text.toString()).doesNotContain(TestServer.PASSWORD);
        }
    }

    @Test
    void the_rights_in_the_options_are_on_every_znode() throws Exception {
        List<ACL> acl = List.of(new ACL(Perms.ALL ^ Perms.ADMIN, Ids.ANYONE_ID_UNSAFE));
        ZooKeeperOptions options = ZooKeeperOptions.builder()
                .path(namespace.options.path() + "/deeper")
                .acl(acl)
                .build();
        ZnodePaths paths = new ZnodePaths(options.path());
        SessionRecord session = session();
        try (LeaseStore own = new ZooKeeperLeaseStore(namespace.curator, options)) {
            write(own, null, session);
            String record = paths.of(session.key());
            String life = namespace.curator.getChildren().forPath(record).get(0);
            for (String path : List.of(
                    namespace.options.path(),
                    options.path(),
                    paths.directory(RecordKind.SESSION),
                    record,
                    record + "/" + life)) {
                assertThat(namespace.curator.getACL().forPath(path)).as(path).isEqualTo(acl);
            }
        }
    }

    @Test
    void the_acl_provider_of_a_client_is_asked_unless_the_options_name_rights() throws Exception {
        List<ACL> acl = List.of(new ACL(Perms.READ | Perms.WRITE | Perms.CREATE | Perms.DELETE, Ids.ANYONE_ID_UNSAFE));
        SessionRecord session = session();
        try (CuratorFramework providing = TestServer.curator(CuratorFrameworkFactory.builder()
                        .aclProvider(new ACLProvider() {
                            @Override
                            public List<ACL> getDefaultAcl() {
                                return acl;
                            }

                            @Override
                            public List<ACL> getAclForPath(String path) {
                                return acl;
                            }
                        })
                        .namespace("given"));
                LeaseStore own = new ZooKeeperLeaseStore(providing, namespace.options)) {
            own.probe(attempt());
            write(own, null, session);
            String record = "/given" + namespace.paths.of(session.key());
            for (String path : List.of("/given" + namespace.options.path(), record)) {
                assertThat(namespace.curator.getACL().forPath(path)).as(path).isEqualTo(acl);
            }
        }
    }

    @Test
    void rights_may_be_a_text() throws Exception {
        ZooKeeperOptions options = ZooKeeperOptions.builder()
                .acl("digest:app:a:b=:cdrwa, world:anyone:r")
                .build();
        assertThat(options.acl())
                .containsExactly(
                        new ACL(Perms.ALL, new Id("digest", "app:a:b=")), new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE));
        assertThat(ZooKeeperOptions.builder().acl("").build().acl()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest:app-s3cret", "world:anyone:", "world:anyone:x", ",", "a:b:c:s3cret"})
    void rights_that_cannot_be_read_are_refused_and_not_repeated(String text) {
        assertThatThrownBy(() -> ZooKeeperOptions.builder().acl(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("entry 1")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "billing:s3cret@zk1:2181",
                "zk://billing:s3cret@zk1:2181/app",
                "zk1:2181?password=s3cret",
                "billing:s3cret"
            })
    void a_connect_string_that_may_contain_a_password_is_refused_and_not_repeated(String connectString) {
        assertThatThrownBy(() -> ZooKeeperLeaseStore.connect(connectString))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host:port")
                .hasMessageNotContaining("s3cret");
    }
}
