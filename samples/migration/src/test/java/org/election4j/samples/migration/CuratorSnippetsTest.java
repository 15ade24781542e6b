// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.LossReason;
import org.election4j.spi.LeaseStore;
import org.election4j.zookeeper.ZooKeeperLeaseStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs every piece of Java in docs/migrating/curator.md on a real ZooKeeper. */
@Timeout(120)
class CuratorSnippetsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static TestingServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new TestingServer();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    private static CuratorFramework client() {
        CuratorFramework client =
                CuratorFrameworkFactory.newClient(server.getConnectString(), 20_000, 20_000, new RetryOneTime(100));
        client.start();
        return client;
    }

    static LeaderLatch latchBefore(CuratorFramework client, Work work) throws Exception {
        // tag::latch-before
        LeaderLatch latch = new LeaderLatch(client, "/billing/leader");
        latch.addListener(new LeaderLatchListener() {
            @Override
            public void isLeader() {
                work.start();
            }

            @Override
            public void notLeader() {
                work.stop();
            }
        });
        latch.start();
        // end::latch-before
        return latch;
    }

    static LeaderElector latchAfter(CuratorFramework client, Work work) {
        // tag::latch-after
        LeaseStore store = new ZooKeeperLeaseStore(client);
        LeaderElector elector = LeaderElector.builder(store, "billing")
                .listener(new LeadershipListener() {
                    @Override
                    public void onGained(Leadership leadership) {
                        work.start();
                    }

                    @Override
                    public void onStopping(Leadership leadership, LossReason reason) {
                        work.stop();
                    }
                })
                .start();
        // end::latch-after
        return elector;
    }

    static LeaderSelector selectorBefore(CuratorFramework client, Work work) {
        // tag::selector-before
        LeaderSelector selector = new LeaderSelector(client, "/billing/leader", new LeaderSelectorListenerAdapter() {
            @Override
            public void takeLeadership(CuratorFramework connected) throws Exception {
                while (true) {
                    work.step(); // throws InterruptedException when the connection is lost
                }
            }
        });
        selector.autoRequeue();
        selector.start();
        // end::selector-before
        return selector;
    }

    static LeaderElector selectorAfter(LeaseStore store, Work work) {
        // tag::selector-after
        LeaderElector elector = LeaderElector.builder(store, "billing")
                .onLeader(leadership -> {
                    while (leadership.isValid()) {
                        work.step(); // throws InterruptedException at the stop signal
                    }
                })
                .start();
        // end::selector-after
        return elector;
    }

    static LeaderElector both(CuratorFramework client, LeaseStore store, Work work) {
        // tag::curator-both
        LeaderElector elector = LeaderElector.builder(store, "billing")
                .onLeader(leadership -> {
                    try (LeaderLatch old = new LeaderLatch(client, "/billing/leader")) {
                        old.start();
                        old.await(); // until no old process leads
                        while (leadership.isValid() && old.hasLeadership()) {
                            work.step();
                        }
                    }
                })
                .start();
        // end::curator-both
        return elector;
    }

    @Test
    void a_latch_and_its_replacement_start_and_stop_the_work() throws Exception {
        try (CuratorFramework client = client()) {
            Work before = new Work();
            LeaderLatch latch = latchBefore(client, before);
            await().atMost(LONG).until(before::isRunning);
            latch.close(LeaderLatch.CloseMode.NOTIFY_LEADER);
            assertThat(before.isRunning()).isFalse();

            Work after = new Work();
            try (LeaderElector elector = latchAfter(client, after)) {
                await().atMost(LONG).until(after::isRunning);
                assertThat(elector.isLeader()).isTrue();
            }
            assertThat(after.isRunning()).isFalse();
        }
    }

    @Test
    void a_selector_and_its_replacement_work_while_they_lead() throws Exception {
        try (CuratorFramework client = client()) {
            Work before = new Work();
            try (LeaderSelector selector = selectorBefore(client, before)) {
                await().atMost(LONG).until(() -> before.steps() > 0);
                assertThat(selector.hasLeadership()).isTrue();
            }
            Work after = new Work();
            try (LeaderElector elector = selectorAfter(new ZooKeeperLeaseStore(client), after)) {
                await().atMost(LONG).until(() -> after.steps() > 0);
                assertThat(elector.isLeader()).isTrue();
            }
        }
    }

    @Test
    void during_the_move_a_new_process_waits_for_the_old_leader() throws Exception {
        try (CuratorFramework oldClient = client();
                CuratorFramework newClient = client()) {
            Work oldWork = new Work();
            Work newWork = new Work();
            LeaderLatch old = latchBefore(oldClient, oldWork);
            await().atMost(LONG).until(oldWork::isRunning);
            try (LeaderElector elector = both(newClient, new ZooKeeperLeaseStore(newClient), newWork)) {
                await().atMost(LONG).until(elector::isLeader);
                assertThat(newWork.steps()).isZero();
                old.close(LeaderLatch.CloseMode.NOTIFY_LEADER);
                await().atMost(LONG).until(() -> newWork.steps() > 0);
            }
        }
    }
}
