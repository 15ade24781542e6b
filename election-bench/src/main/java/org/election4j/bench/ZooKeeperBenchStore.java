// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.zookeeper.ZooKeeperLeaseStore;
import org.election4j.zookeeper.ZooKeeperOptions;

/** A single ZooKeeper server that forces every write to its disk. */
final class ZooKeeperBenchStore implements BenchStore {

    @Override
    public String word() {
        return "zookeeper";
    }

    @Override
    public BenchServer start() throws IOException {
        return new ZooKeeperBenchServer();
    }

    @Override
    public LeaseStore connect(String address, String namespace, Duration lease) {
        return ZooKeeperLeaseStore.connect(
                address, ZooKeeperOptions.builder().path(namespace).lease(lease).build());
    }
}
