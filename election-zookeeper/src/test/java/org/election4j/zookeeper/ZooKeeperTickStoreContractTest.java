// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import org.apache.curator.framework.CuratorFramework;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.testkit.TickStoreContract;
import org.junit.jupiter.api.AfterEach;

/** The contract of ticks, on a client as an application has one. */
class ZooKeeperTickStoreContractTest extends TickStoreContract {

    private final ZooKeeperOptions options = TestServer.freshOptions().build();
    private final CuratorFramework curator = TestServer.curator();

    @AfterEach
    void close_the_client() {
        curator.close();
    }

    @Override
    protected LeaseStore openStore() {
        return new ZooKeeperLeaseStore(curator, options);
    }

    @Override
    protected TickStore openTicks() {
        return new ZooKeeperTickStore(curator, options);
    }

    @Override
    protected boolean hasClock() {
        return false;
    }

    @Override
    protected boolean fencesInOneStep() {
        return true;
    }
}
