// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.election4j.zookeeper.Namespace.held;
import static org.election4j.zookeeper.Namespace.write;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.Version;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hints on a wire that breaks, and through sessions that expire. */
@Timeout(60)
class HintsTest {

    private final Namespace namespace = Namespace.fresh();
    private final LeaseStore writer = namespace.store();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private TcpProxy proxy;
    private CuratorFramework far;
    private LeaseStore store;
    private LeaseStore.Watch watch;

    private final HintListener hints = new HintListener() {
        @Override
        public void changed(String electionName) {
            heard.add(electionName);
        }

        @Override
        public void missed() {
            heard.add("MISSED");
        }

        @Override
        public void flowing(boolean flowing) {
            heard.add(flowing ? "FLOWING" : "BROKEN");
        }
    };

    @BeforeEach
    void watch() throws Exception {
        proxy = TestServer.proxy();
        far = TestServer.curator("127.0.0.1:" + proxy.port());
        store = new ZooKeeperLeaseStore(far, namespace.options);
        watch = store.watch(hints);
        await("hints flow").until(() -> heard.equals(List.of("FLOWING", "MISSED")));
        heard.clear();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        far.close();
        proxy.close();
        writer.close();
        namespace.close();
    }

    @Test
    void each_change_is_one_hint() {
        Version version = write(writer, null, held("a", 1, UUID.randomUUID()));
        write(writer, version, held("a", 2, UUID.randomUUID()));
        write(writer, null, Namespace.session());
        write(writer, null, held("end", 1, UUID.randomUUID()));
        await("the last hint").until(() -> heard.contains("end"));
        assertThat(heard).containsExactly("a", "a", "end");
    }

    @Test
    void what_was_missed_while_the_wire_was_cut_is_said_when_it_works_again() {
        proxy.cut();
        await("flow again").until(() -> heard.contains("MISSED"));
        assertThat(heard).containsExactly("BROKEN", "FLOWING", "MISSED");
        assertHears("after");
    }

    @Test
    void a_wire_that_is_dead_for_longer_than_the_session_comes_back() {
        String before = Long.toHexString(sessionId());
        proxy.blackHole();
        await("the silence is noticed").until(() -> heard.contains("BROKEN"));
        write(writer, null, held("meanwhile", 1, UUID.randomUUID()));
        proxy.heal();
        await("flow again").until(() -> heard.contains("MISSED"));
        assertHears("after, was " + before);
    }

    @Test
    void watches_are_set_again_when_the_session_has_expired() throws Exception {
        long before = sessionId();
        far.getZookeeperClient().getZooKeeper().getTestable().injectSessionExpiration();
        await("a new session").until(() -> heard.contains("MISSED"));
        assertThat(sessionId()).isNotEqualTo(before);
        assertThat(heard).containsSubsequence("BROKEN", "FLOWING", "MISSED");
        assertHears("after");
    }

    @Test
    void a_watch_of_a_znode_that_is_deleted_and_made_again_goes_on() throws Exception {
        write(writer, null, held("a", 1, UUID.randomUUID()));
        namespace.curator.delete().deletingChildrenIfNeeded().forPath(namespace.options.path());
        assertHears("after");
    }

    @Test
    void a_closed_watch_hears_nothing_of_a_reconnect() {
        watch.close();
        heard.clear();
        proxy.cut();
        await("reconnected")
                .until(() -> store.read(RecordKey.STORE, Namespace.attempt()) instanceof ReadOutcome.Absent);
        assertThat(heard).isEmpty();
    }

    @Test
    void closing_the_store_ends_its_watches_and_leaves_the_client_open() {
        store.close();
        heard.clear();
        write(writer, null, held("late", 1, UUID.randomUUID()));
        try (LeaseStore other = new ZooKeeperLeaseStore(far, namespace.options)) {
            Namespace.find(other, new RecordKey.Election("late"));
        }
        assertThat(heard).isEmpty();
    }

    private long sessionId() {
        try {
            return far.getZookeeperClient().getZooKeeper().getSessionId();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertHears(String name) {
        heard.clear();
        write(writer, null, held(name, 1, UUID.randomUUID()));
        await("a hint about " + name).until(() -> heard.contains(name));
    }
}
