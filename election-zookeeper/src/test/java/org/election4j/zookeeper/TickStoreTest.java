// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.zookeeper.Namespace.attempt;
import static org.election4j.zookeeper.Namespace.held;
import static org.election4j.zookeeper.Namespace.session;
import static org.election4j.zookeeper.Namespace.write;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How ticks are kept, and what becomes of them on bad days. */
@Timeout(120)
class TickStoreTest {

    private static final String JOB = "nightly report";
    private static final Instant DUE = Instant.parse("2025-03-29T01:59:59Z");

    private final Namespace namespace = Namespace.fresh();
    private final CuratorFramework curator = namespace.curator;
    private final TickStore ticks = new ZooKeeperTickStore(curator, namespace.options);
    private final String above = namespace.options.path() + "/ticks/nightly%20report";

    @BeforeEach
    void a_leader_in_term_five() {
        SessionRecord leader = session();
        write(namespace.store(), null, leader);
        write(namespace.store(), null, held("billing", 5, leader.incarnation()));
    }

    @AfterEach
    void close() {
        namespace.close();
    }

    private static TickRecord started(Instant tick) {
        return new TickRecord(
                JOB, tick, State.STARTED, "billing", 5, "a=b%0A", tick.plusMillis(7), null, 3, 1, UUID.randomUUID());
    }

    @Test
    void a_job_has_one_znode_that_is_named_by_the_last_write() throws Exception {
        TickRecord first = started(DUE);
        TickRecord ended = first.ended(State.FAILED, DUE.plusMillis(9), UUID.randomUUID());
        TickRecord next = started(DUE.plusMillis(1));
        assertThat(ticks.start(null, first, attempt())).isEqualTo(new TickWrite.Applied());
        assertThat(ticks.end(first.nonce(), ended, attempt())).isEqualTo(new TickWrite.Applied());
        assertThat(ticks.start(ended.nonce(), next, attempt())).isEqualTo(new TickWrite.Applied());
        assertThat(curator.getChildren().forPath(above))
                .containsExactly(next.nonce().toString());
        assertThat(ticks.read(JOB, attempt())).isEqualTo(new TickRead.Found(next, null, null));
    }

    @Test
    void the_probe_leaves_nothing_and_names_the_right_that_is_missing() throws Exception {
        ticks.probe(attempt());
        assertThat(curator.checkExists().forPath(namespace.options.path() + "/ticks"))
                .isNull();
        curator.create()
                .withACL(List.of(new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE)))
                .forPath(namespace.options.path() + "/ticks");
        assertThatThrownBy(() -> ticks.probe(attempt()))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining("lacks the right to create " + namespace.options.path() + "/ticks/");
    }

    @Test
    void znodes_that_somebody_else_made_are_unknown_and_the_cause_says_what_to_do() throws Exception {
        curator.create().creatingParentsIfNeeded().forPath(above);
        assertUnknown("the znode " + above + " has 0 children where one is the record; delete it");
        byte[] other = "job=another\n".getBytes(StandardCharsets.UTF_8);
        curator.create().forPath(above + "/one", other);
        assertUnknown(
                "holds no tick of Election4J, no record of Election4J, it begins with 'job=another'; delete it and"
                        + " everything below it");
        curator.create().forPath(above + "/two", other);
        assertUnknown("has 2 children where one is the record");
        assertThat(ticks.start(null, started(DUE), attempt())).isEqualTo(new TickWrite.Rejected());
    }

    private void assertUnknown(String message) {
        assertThat(ticks.read(JOB, attempt()))
                .isInstanceOfSatisfying(
                        TickRead.Unknown.class,
                        unknown -> assertThat(unknown.cause()).hasMessageContaining(message));
    }

    @Test
    void a_record_that_was_deleted_by_hand_is_begun_anew() throws Exception {
        TickRecord first = started(DUE);
        ticks.start(null, first, attempt());
        curator.delete().deletingChildrenIfNeeded().forPath(above);
        assertThat(ticks.read(JOB, attempt())).isEqualTo(new TickRead.Absent(null, null));
        assertThat(ticks.end(first.nonce(), first, attempt())).isEqualTo(new TickWrite.Rejected());
        assertThat(ticks.start(null, started(DUE), attempt())).isEqualTo(new TickWrite.Applied());
    }

    @Test
    void a_server_that_does_not_answer_is_an_unknown_outcome() throws Exception {
        TickRecord first = started(DUE);
        try (TcpProxy proxy = TestServer.proxy();
                CuratorFramework far = TestServer.curator("127.0.0.1:" + proxy.port())) {
            TickStore cut = new ZooKeeperTickStore(far, namespace.options);
            assertThat(cut.start(null, first, attempt())).isEqualTo(new TickWrite.Applied());
            proxy.blackHole();
            for (TickWrite outcome : List.of(
                    cut.start(first.nonce(), started(DUE.plusMillis(1)), attempt(300)),
                    cut.end(first.nonce(), first, attempt(300)))) {
                assertThat(outcome).isInstanceOf(TickWrite.Unknown.class);
            }
            assertThat(cut.read(JOB, attempt(300))).isInstanceOf(TickRead.Unknown.class);
        }
    }
}
