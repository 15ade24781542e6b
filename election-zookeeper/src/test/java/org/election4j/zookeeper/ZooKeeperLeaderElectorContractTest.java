// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaderElectorContract;

/** Whole electors on a real server, each with a client of its own. */
class ZooKeeperLeaderElectorContractTest extends LeaderElectorContract {

    private final ZooKeeperOptions options =
            TestServer.freshOptions().lease(lease()).build();

    @Override
    protected LeaseStore openStore() {
        return ZooKeeperLeaseStore.connect(TestServer.connectString(), options);
    }
}
