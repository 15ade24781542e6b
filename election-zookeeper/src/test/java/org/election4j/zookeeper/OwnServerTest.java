// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.election4j.zookeeper.Namespace.attempt;
import static org.election4j.zookeeper.Namespace.change;
import static org.election4j.zookeeper.Namespace.renewed;
import static org.election4j.zookeeper.Namespace.session;
import static org.election4j.zookeeper.Namespace.unknown;
import static org.election4j.zookeeper.Namespace.write;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server in a JVM of its own, that is stopped by a signal, killed and started again. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals that stop a process")
@Tag("own-server")
class OwnServerTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = LEASE.multipliedBy(20);
    private static final int ATTEMPT_MILLIS = 1_000;

    private final ZooKeeperOptions options =
            TestServer.freshOptions().lease(LEASE).build();

    @TempDir
    private Path directory;

    private OwnServer server;

    @BeforeEach
    void start() throws Exception {
        server = OwnServer.in(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_server_that_stands_still_holds_no_call_and_its_late_answer_is_no_news() throws Exception {
        try (LeaseStore store = connect()) {
            SessionRecord session = session();
            Version version = write(store, null, session);
            server.pause();
            SessionRecord next = renewed(session);
            long start = System.nanoTime();
            unknown(store.compareAndSet(change(version, next), attempt(ATTEMPT_MILLIS)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2L * ATTEMPT_MILLIS));
            server.goOn();
            await("an answer").atMost(PATIENCE).until(() -> versionOf(store, session) != null);
            Version found = versionOf(store, session);
            assertThat(found.nonce()).as("applied late, or never").isIn(session.nonce(), next.nonce());
            write(store, found, renewed(session));
        }
    }

    @Test
    void a_leader_stops_while_its_server_stands_still_and_leads_again_after() throws Exception {
        try (LeaseStore store = connect();
                LeaderElector elector = elector(store, "a")) {
            Leadership leadership = elector.awaitLeadership(PATIENCE).orElseThrow();
            server.pause();
            await("the stop").atMost(PATIENCE).until(() -> !leadership.isValid());
            server.goOn();
            assertThat(elector.awaitLeadership(PATIENCE).orElseThrow().term()).isGreaterThan(leadership.term());
        }
    }

    @Test
    void a_paused_leaders_transaction_is_refused_after_another_has_taken_over() throws Exception {
        try (TcpProxy wire =
                        new TcpProxy(Integer.parseInt(server.connectString().replace("127.0.0.1:", "")));
                CuratorFramework curator = TestServer.curator(server.connectString());
                LeaseStore cutOff = ZooKeeperLeaseStore.connect("127.0.0.1:" + wire.port(), options);
                LeaseStore other = connect();
                LeaderElector old = elector(cutOff, "old")) {
            ZooKeeperFence fence = new ZooKeeperFence(curator, options, PATIENCE);
            Leadership stale = old.awaitLeadership(PATIENCE).orElseThrow();
            fence.commit(stale, List.of(curator.transactionOp().create().forPath("/work-of-the-old")));
            wire.blackHole();
            try (LeaderElector next = elector(other, "next")) {
                Leadership current = next.awaitLeadership(PATIENCE).orElseThrow();
                assertThatThrownBy(() -> fence.commit(
                                stale, List.of(curator.transactionOp().create().forPath("/late-work-of-the-old"))))
                        .isInstanceOf(StaleTermException.class);
                fence.commit(current, List.of(curator.transactionOp().create().forPath("/work-of-the-next")));
            }
            assertThat(curator.getChildren().forPath("/"))
                    .contains("work-of-the-old", "work-of-the-next")
                    .doesNotContain("late-work-of-the-old");
            wire.heal();
        }
    }

    @Test
    void a_server_that_is_killed_and_started_again_has_kept_what_it_acknowledged() throws Exception {
        try (LeaseStore store = connect()) {
            SessionRecord session = session();
            Version version = write(store, null, session);
            server.kill();
            server.start();
            await("the server is back").atMost(PATIENCE).until(() -> versionOf(store, session) != null);
            assertThat(versionOf(store, session)).isEqualTo(version);
        }
    }

    @Test
    void an_elector_started_without_a_server_says_so_and_leads_once_there_is_one() throws Exception {
        server.kill();
        try (LeaseStore store = connect();
                LeaderElector elector = elector(store, "a")) {
            assertThat(elector.awaitLeadership(LEASE)).isEmpty();
            assertThat(elector.status().state()).isEqualTo(ElectorStatus.State.STARTING);
            assertThat(elector.status().lastError()).isNotNull();
            server.start();
            assertThat(elector.awaitLeadership(PATIENCE)).isPresent();
        }
    }

    /** Null while there is no answer. */
    private static Version versionOf(LeaseStore store, SessionRecord session) {
        ReadOutcome outcome = store.read(session.key(), attempt(ATTEMPT_MILLIS));
        return outcome instanceof ReadOutcome.Found found ? found.stored().version() : null;
    }

    private LeaseStore connect() {
        return ZooKeeperLeaseStore.connect(server.connectString(), options);
    }

    private static LeaderElector elector(LeaseStore store, String id) {
        return LeaderElector.builder(store, "e").lease(LEASE).id(id).start();
    }
}
