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
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
            assertThat(unknown(outcome)).isInstanceOf(KeeperException.NoAuthException.class);
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
}
