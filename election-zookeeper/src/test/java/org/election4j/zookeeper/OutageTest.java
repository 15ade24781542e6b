// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.zookeeper.Namespace.applied;
import static org.election4j.zookeeper.Namespace.attempt;
import static org.election4j.zookeeper.Namespace.change;
import static org.election4j.zookeeper.Namespace.find;
import static org.election4j.zookeeper.Namespace.renewed;
import static org.election4j.zookeeper.Namespace.session;
import static org.election4j.zookeeper.Namespace.unknown;
import static org.election4j.zookeeper.Namespace.write;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.AsyncCallback.VoidCallback;
import org.apache.zookeeper.KeeperException;
import org.awaitility.Awaitility;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What lies between a store and its server goes wrong. The client's retry policy would wait for a minute. */
@Timeout(60)
class OutageTest {

    private static final int ATTEMPT_MILLIS = 1_400;
    private static final Duration MUCH_LONGER = Duration.ofMillis(2L * ATTEMPT_MILLIS);

    private final Namespace namespace = Namespace.fresh();
    private final SessionRecord session = session();
    private TcpProxy proxy;
    private CuratorFramework far;
    private LeaseStore store;
    private Version version;

    @BeforeEach
    void connect() throws Exception {
        proxy = TestServer.proxy();
        far = TestServer.curator("127.0.0.1:" + proxy.port());
        store = new ZooKeeperLeaseStore(far, namespace.options);
        version = write(store, null, session);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        far.close();
        proxy.close();
        namespace.close();
    }

    @Test
    void a_black_hole_holds_no_call_much_longer_than_its_attempt() {
        proxy.blackHole();
        for (int i = 0; i < 4; i++) {
            unknown(timed(() -> store.compareAndSet(change(version, renewed(session)), attempt(ATTEMPT_MILLIS))));
            assertThat(timed(() -> store.read(session.key(), attempt(ATTEMPT_MILLIS))))
                    .isInstanceOf(ReadOutcome.Unknown.class);
        }
        timed(() -> {
            assertThatThrownBy(() -> store.probe(attempt(ATTEMPT_MILLIS))).isInstanceOf(LeaseStoreException.class);
            return null;
        });
        proxy.heal();
        awaitWorking();
    }

    @Test
    void a_swallowed_answer_is_unknown_and_the_write_is_there_once() {
        proxy.swallowAnswers();
        SessionRecord next = renewed(session);
        unknown(timed(() -> store.compareAndSet(change(version, next), attempt(ATTEMPT_MILLIS))));
        proxy.heal();
        awaitWorking();
        Version found = find(store, session.key()).version();
        assertThat(found.nonce()).isEqualTo(next.nonce());
        assertThat(ZnodeVersion.of(found).dataVersion())
                .as("one change: nobody has sent the write again")
                .isEqualTo(ZnodeVersion.of(version).dataVersion() + 1);
    }

    @Test
    void a_connection_that_breaks_before_the_answer_is_unknown_at_once() {
        proxy.swallowAnswers();
        Thread cutting = new Thread(() -> {
            Awaitility.await().until(() -> namespaceSees(1));
            proxy.cut();
        });
        cutting.start();
        Throwable cause = unknown(store.compareAndSet(change(version, renewed(session)), attempt()));
        assertThat(cause).isInstanceOf(KeeperException.ConnectionLossException.class);
    }

    @Test
    void a_slow_network_that_answers_in_time_is_no_outage() {
        proxy.delay(50);
        applied(store.compareAndSet(change(version, renewed(session)), attempt(ATTEMPT_MILLIS)));
    }

    @Test
    void a_cut_connection_is_waited_for() {
        proxy.cut();
        awaitWorking();
        write(store, version, renewed(session));
    }

    @Test
    void an_expired_session_is_replaced_and_takes_no_record_along() throws Exception {
        long before = far.getZookeeperClient().getZooKeeper().getSessionId();
        far.getZookeeperClient().getZooKeeper().getTestable().injectSessionExpiration();
        Awaitility.await("a new session")
                .until(() -> far.getZookeeperClient().getZooKeeper().getSessionId() != before);
        awaitWorking();
        write(store, version, renewed(session));
    }

    @Test
    void a_watcher_that_blocks_makes_calls_unknown_and_nothing_worse() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        VoidCallback blocking = (code, path, context) -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        far.getZookeeperClient().getZooKeeper().sync("/", blocking, null);
        SessionRecord next = renewed(session);
        unknown(timed(() -> store.compareAndSet(change(version, next), attempt(ATTEMPT_MILLIS))));
        blocked.countDown();
        awaitWorking();
        assertThat(find(store, session.key()).version().nonce()).isEqualTo(next.nonce());
    }

    @Test
    void a_client_that_its_owner_has_closed_is_unknown_and_named() {
        far.close();
        assertThat(unknown(
                        timed(() -> store.compareAndSet(change(version, renewed(session)), attempt(ATTEMPT_MILLIS)))))
                .hasMessageContaining("STOPPED");
    }

    @Test
    void an_interrupted_call_is_unknown_and_the_thread_stays_interrupted() {
        proxy.blackHole();
        Thread.currentThread().interrupt();
        unknown(store.compareAndSet(change(version, renewed(session)), attempt()));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_server_that_is_down_at_the_start_is_waited_for_no_longer_than_the_attempt() {
        try (LeaseStore early = ZooKeeperLeaseStore.connect("127.0.0.1:1", namespace.options)) {
            assertThat(timed(() -> early.read(RecordKey.STORE, attempt(ATTEMPT_MILLIS))))
                    .isInstanceOf(ReadOutcome.Unknown.class);
        }
    }

    @Test
    void why_there_is_no_connection_is_told() {
        try (LeaseStore early = ZooKeeperLeaseStore.connect("127.0.0.1:1,no..host:2181", namespace.options)) {
            Throwable cause = unknown(early.compareAndSet(change(version, renewed(session)), attempt(4_000)));
            assertThat(cause.getMessage())
                    .contains("127.0.0.1:1 ConnectException: Connection refused")
                    .contains("unknown host no..host");
            assertThatThrownBy(() -> early.probe(attempt(ATTEMPT_MILLIS)))
                    .hasMessageContaining("unknown host no..host");
        }
    }

    @Test
    void a_call_marks_its_progress_once_and_in_order() {
        Marks marks = new Marks();
        applied(store.compareAndSet(change(null, session()), marks));
        assertThat(marks.order).hasToString("connected sent replied ");
    }

    @Test
    void waiting_for_a_connection_is_waiting_for_the_server() {
        proxy.blackHole();
        Marks marks = new Marks();
        unknown(store.compareAndSet(change(version, renewed(session)), marks));
        assertThat(marks.order).hasToString("connected sent ");
    }

    private boolean namespaceSees(int dataVersion) throws Exception {
        return namespace
                        .curator
                        .checkExists()
                        .forPath(namespace.paths.of(session.key()))
                        .getVersion()
                == dataVersion;
    }

    /** Runs a call and fails if it takes much longer than an attempt. */
    private static <T> T timed(Supplier<T> call) {
        long start = System.nanoTime();
        T result = call.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MUCH_LONGER);
        return result;
    }

    private void awaitWorking() {
        Awaitility.await("the store answers again")
                .atMost(Namespace.PATIENCE)
                .until(() -> store.read(session.key(), attempt(ATTEMPT_MILLIS)) instanceof ReadOutcome.Found);
    }

    private static final class Marks implements Attempt {

        private final StringBuilder order = new StringBuilder();
        private final Attempt limit = Attempt.within(Duration.ofMillis(ATTEMPT_MILLIS));

        @Override
        public Duration remaining() {
            return limit.remaining();
        }

        @Override
        public void connected() {
            order.append("connected ");
        }

        @Override
        public void sent() {
            order.append("sent ");
        }

        @Override
        public void replied() {
            order.append("replied ");
        }
    }
}
