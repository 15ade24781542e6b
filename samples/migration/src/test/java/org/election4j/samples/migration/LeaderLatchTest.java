// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooKeeper;
import org.election4j.LeaderElector;
import org.election4j.testkit.InMemoryLeaseStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/migrating/curator.md says, on the real library and a real ZooKeeper. */
@Timeout(90)
class LeaderLatchTest {

    private static final String PATH = "/leader";
    private static final Duration LONG = Duration.ofSeconds(30);

    private TestingServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new TestingServer();
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    private CuratorFramework client() {
        CuratorFramework client =
                CuratorFrameworkFactory.newClient(server.getConnectString(), 4_000, 4_000, new RetryOneTime(100));
        client.start();
        return client;
    }

    /** As ZooKeeper does when it has not heard of a client for its session timeout. */
    private void expireSessionOf(CuratorFramework client) throws Exception {
        ZooKeeper zooKeeper = client.getZookeeperClient().getZooKeeper();
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper twin = new ZooKeeper(
                server.getConnectString(),
                4_000,
                event -> connected.countDown(),
                zooKeeper.getSessionId(),
                zooKeeper.getSessionPasswd());
        connected.await();
        twin.close();
    }

    @Test
    void a_latch_whose_process_has_not_heard_the_bad_news_claims_to_lead_beside_another() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (CuratorFramework a = client();
                CuratorFramework b = client();
                LeaderLatch first = new LeaderLatch(a, PATH);
                LeaderLatch second = new LeaderLatch(b, PATH)) {
            first.start();
            await().atMost(LONG).until(first::hasLeadership);
            second.start();
            // Answers and bad news come on one thread; this answer takes its time.
            CountDownLatch held = new CountDownLatch(1);
            a.getData()
                    .inBackground((client, event) -> {
                        held.countDown();
                        hold(end);
                    })
                    .forPath("/");
            held.await();
            expireSessionOf(a);
            await().atMost(LONG).until(second::hasLeadership);
            assertThat(first.hasLeadership()).as("beside the second").isTrue();
            end.countDown();
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_latch_can_be_closed_once() throws Exception {
        try (CuratorFramework client = client()) {
            LeaderLatch latch = new LeaderLatch(client, PATH);
            latch.start();
            latch.close();
            assertThatThrownBy(latch::close).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void an_elector_can_be_closed_as_often_as_you_like() {
        LeaderElector elector =
                LeaderElector.builder(InMemoryLeaseStore.builder().build(), "e").start();
        elector.close();
        elector.close();
    }
}
