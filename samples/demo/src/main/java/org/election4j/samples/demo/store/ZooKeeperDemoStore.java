// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.election4j.spi.LeaseStore;
import org.election4j.zookeeper.ZooKeeperLeaseStore;
import org.election4j.zookeeper.ZooKeeperOptions;

/** ZooKeeper, one server. */
final class ZooKeeperDemoStore implements DemoStore {

    /** Longer than any pause of the demo: an append that was paused is to find its session alive, and go on. */
    private static final int WITNESS_SESSION_MILLIS = 20_000;

    @Override
    public String word() {
        return "zookeeper";
    }

    @Override
    public String title() {
        return "ZooKeeper";
    }

    @Override
    public DemoServer start(Path directory, Duration lease) throws IOException {
        return ZooKeeperServer.start(directory);
    }

    @Override
    public LeaseStore connect(String server, String candidate, Duration lease) {
        ZooKeeperOptions options = ZooKeeperOptions.builder().lease(lease).build();
        return ZooKeeperLeaseStore.connect(server, options);
    }

    @Override
    public Witness witness(String server, String candidate) {
        return new ZooKeeperWitness(server, candidate);
    }

    /** A started client for appending and counting. */
    static CuratorFramework curator(String server) {
        CuratorFramework curator = CuratorFrameworkFactory.builder()
                .connectString(server)
                .sessionTimeoutMs(WITNESS_SESSION_MILLIS)
                .connectionTimeoutMs(2_000)
                .retryPolicy(new RetryNTimes(3, 100))
                .ensembleTracker(false)
                .build();
        curator.start();
        return curator;
    }
}
