// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.zookeeper.ZooKeeperLeaseStore;
import org.election4j.zookeeper.ZooKeeperOptions;
import org.election4j.zookeeper.ZooKeeperTickStore;

/**
 * ZooKeeper, on a client of the application.
 *
 * @param curator the application's clients
 * @param options the options of the store
 */
record ZooKeeperOption(ClientBeans<CuratorFramework> curator, ZooKeeperOptions options) implements StoreOption {

    @Override
    public StoreType type() {
        return StoreType.ZOOKEEPER;
    }

    @Override
    public List<String> clients() {
        return curator.names();
    }

    @Override
    public LeaseStore create() {
        return new ZooKeeperLeaseStore(curator.pick(type()), options);
    }

    @Override
    public Optional<TickStore> ticks(LeaseStore store) {
        return Optional.of(new ZooKeeperTickStore(curator.pick(type()), options));
    }

    /** The options that the properties describe. */
    static ZooKeeperOptions options(ElectionProperties properties) {
        ZooKeeperOptions.Builder builder = ZooKeeperOptions.builder()
                .path(properties.zookeeper().path())
                .hints(properties.zookeeper().hints());
        if (properties.lease() != null) {
            builder.lease(properties.lease());
        }
        return builder.build();
    }
}
