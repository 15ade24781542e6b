// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.election4j.zookeeper.Namespace.election;
import static org.election4j.zookeeper.Namespace.held;
import static org.election4j.zookeeper.Namespace.renewed;
import static org.election4j.zookeeper.Namespace.session;
import static org.election4j.zookeeper.Namespace.write;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.OpResult;
import org.awaitility.Awaitility;
import org.election4j.StaleTermException;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions of a leader against heartbeats and takeovers. */
@Timeout(60)
class FenceTest {

    private static final String ELECTION = "nightly-billing";
    private static final long TERM = 7;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Namespace namespace = Namespace.fresh();
    private final LeaseStore store = namespace.store();
    private final CuratorFramework curator = namespace.curator;
    private final ZooKeeperFence fence = new ZooKeeperFence(curator, namespace.options, LIMIT);
    private final String invoices = namespace.options.path() + "-invoices";
    private SessionRecord leader = session();
    private Version session;
    private Version election;

    @BeforeEach
    void lead() throws Exception {
        session = write(store, null, leader);
        election = write(store, null, held(ELECTION, TERM, leader.incarnation()));
        curator.create().creatingParentsIfNeeded().forPath(invoices);
    }

    @AfterEach
    void close() {
        store.close();
        namespace.close();
    }

    @Test
    void the_leaders_transaction_is_applied() throws Exception {
        List<OpResult> results = fence.commit(ELECTION, TERM, List.of(create("a"), create("b")));
        assertThat(results).hasSize(2).hasOnlyElementsOfType(OpResult.CreateResult.class);
        assertThat(invoices()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void another_term_is_refused() throws Exception {
        fence.commit(ELECTION, TERM, List.of(create("mine")));
        for (long term : new long[] {TERM - 1, TERM + 1}) {
            assertThatThrownBy(() -> fence.commit(ELECTION, term, List.of(create("a"))))
                    .isInstanceOf(StaleTermException.class);
        }
        assertThatThrownBy(() -> fence.commit("another", TERM, List.of(create("a"))))
                .isInstanceOf(StaleTermException.class);
        fence.commit(ELECTION, TERM, List.of(create("mine too")));
        assertThat(invoices()).containsExactlyInAnyOrder("mine", "mine too");
    }

    @Test
    void a_seat_that_was_given_up_is_refused() throws Exception {
        fence.commit(ELECTION, TERM, List.of(create("before")));
        write(store, election, election(ELECTION, TERM, new ElectionRecord.Free()));
        assertRefused();
        assertThat(invoices()).containsExactly("before");
    }

    @Test
    void heartbeats_fail_no_transaction() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> heartbeats = executor.submit(() -> {
                int beats = 0;
                while (!over.get()) {
                    leader = renewed(leader);
                    session = write(store, session, leader);
                    beats++;
                }
                return beats;
            });
            for (int i = 0; i < 200; i++) {
                fence.commit(ELECTION, TERM, List.of(create("i" + i)));
            }
            over.set(true);
            assertThat(heartbeats.get()).isPositive();
        } finally {
            executor.shutdownNow();
        }
        assertThat(invoices()).hasSize(200);
    }

    @Test
    void no_transaction_of_an_old_term_is_applied_after_the_next_was_acquired() throws Exception {
        AtomicInteger applied = new AtomicInteger();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<?> work = executor.submit(() -> {
                while (true) {
                    fence.commit(ELECTION, TERM, List.of(setInvoices(TERM)));
                    applied.incrementAndGet();
                }
            });
            Awaitility.await("some work was done").until(() -> applied.get() > 10);
            takeOver(TERM + 1);
            new ZooKeeperFence(curator, namespace.options, LIMIT)
                    .commit(ELECTION, TERM + 1, List.of(setInvoices(TERM + 1)));
            assertThatThrownBy(work::get).hasCauseInstanceOf(StaleTermException.class);
        } finally {
            executor.shutdownNow();
        }
        assertThat(new String(curator.getData().forPath(invoices), StandardCharsets.UTF_8))
                .isEqualTo("term " + (TERM + 1));
    }

    @Test
    void a_leader_that_was_revoked_is_refused_before_anybody_else_leads() throws Exception {
        fence.commit(ELECTION, TERM, List.of(create("before")));
        write(store, session, leader.ended(UUID.randomUUID()));
        assertRefused();
        assertThatThrownBy(() -> new ZooKeeperFence(curator, namespace.options, LIMIT)
                        .commit(ELECTION, TERM, List.of(create("a"))))
                .isInstanceOf(StaleTermException.class);
        assertThat(invoices()).containsExactly("before");
    }

    @Test
    void a_record_that_was_deleted_and_made_again_is_another_one() throws Exception {
        fence.commit(ELECTION, TERM, List.of(create("before")));
        namespace.deleteByHand(new RecordKey.Election(ELECTION));
        SessionRecord other = session();
        write(store, null, other);
        write(store, null, held(ELECTION, TERM + 1, other.incarnation()));
        assertRefused();
        assertThat(invoices()).containsExactly("before");
    }

    @Test
    void the_same_term_is_known_again_after_its_session_went_on() throws Exception {
        fence.commit(ELECTION, TERM, List.of(create("a")));
        takeOver(TERM + 1);
        assertRefused();
        fence.commit(ELECTION, TERM + 1, List.of(create("b")));
        assertThat(invoices()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void errors_of_an_operation_are_the_callers_and_nothing_is_applied() throws Exception {
        fence.commit(ELECTION, TERM, List.of(create("a")));
        assertThatThrownBy(() -> fence.commit(ELECTION, TERM, List.of(create("b"), create("a"))))
                .isInstanceOf(KeeperException.NodeExistsException.class)
                .hasMessageContaining(invoices + "/a");
        CuratorOp missing = curator.transactionOp().delete().forPath(invoices + "/missing");
        assertThatThrownBy(() -> fence.commit(ELECTION, TERM, List.of(missing)))
                .isInstanceOf(KeeperException.NoNodeException.class);
        assertThat(invoices()).containsExactly("a");
    }

    @Test
    void a_transaction_may_be_as_large_as_the_server_accepts_and_a_larger_one_is_not_sent() throws Exception {
        String tooLarge = refusal(new byte[RequestSize.MOST]);
        int besides = Integer.parseInt(tooLarge.replaceFirst("(?s).*but has (\\d+).*", "$1")) - RequestSize.MOST;
        assertThat(refusal(new byte[RequestSize.MOST - besides + 1])).contains("but has " + (RequestSize.MOST + 1));
        fence.commit(ELECTION, TERM, List.of(create("large", new byte[RequestSize.MOST - besides])));
        fence.commit(ELECTION, TERM, List.of(create("small")));
    }

    private String refusal(byte[] data) {
        Throwable refused = catchThrowable(() -> fence.commit(ELECTION, TERM, List.of(create("large", data))));
        assertThat(refused).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("jute.maxbuffer");
        return refused.getMessage();
    }

    @Test
    void without_operations_there_is_nothing_to_fence() {
        assertThatThrownBy(() -> fence.commit(ELECTION, TERM, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ZooKeeperFence(curator, namespace.options, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }

    @Test
    void without_an_answer_it_says_that_it_does_not_know() throws Exception {
        try (TcpProxy proxy = TestServer.proxy();
                CuratorFramework far = TestServer.curator("127.0.0.1:" + proxy.port())) {
            ZooKeeperFence impatient = new ZooKeeperFence(far, namespace.options, Duration.ofMillis(1_500));
            impatient.commit(ELECTION, TERM, List.of(create("a")));
            proxy.swallowAnswers();
            assertThatThrownBy(() -> impatient.commit(ELECTION, TERM, List.of(create("b"))))
                    .isInstanceOf(LeaseStoreException.class)
                    .hasMessageContaining("not known");
        }
        assertThat(invoices()).containsExactlyInAnyOrder("a", "b");
    }

    private void takeOver(long term) {
        write(store, session, leader.ended(UUID.randomUUID()));
        leader = session();
        session = write(store, null, leader);
        election = write(store, election, held(ELECTION, term, leader.incarnation()));
    }

    private void assertRefused() {
        assertThatThrownBy(() -> fence.commit(ELECTION, TERM, List.of(create("refused"))))
                .isInstanceOf(StaleTermException.class);
    }

    private CuratorOp create(String name) throws Exception {
        return create(name, new byte[0]);
    }

    private CuratorOp create(String name, byte[] data) throws Exception {
        return curator.transactionOp().create().forPath(invoices + "/" + name, data);
    }

    private CuratorOp setInvoices(long term) throws Exception {
        return curator.transactionOp().setData().forPath(invoices, ("term " + term).getBytes(StandardCharsets.UTF_8));
    }

    private List<String> invoices() throws Exception {
        return curator.getChildren().forPath(invoices);
    }
}
