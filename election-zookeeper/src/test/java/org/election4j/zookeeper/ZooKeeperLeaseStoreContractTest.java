// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;

/** The contract on a store that made its own client, and that authenticates. */
class ZooKeeperLeaseStoreContractTest extends LeaseStoreContract {

    private final ZooKeeperOptions options = TestServer.freshOptions().build();

    @Override
    protected LeaseStore openStore() {
        return ZooKeeperLeaseStore.connect(TestServer.connectString(), TestServer.USER, TestServer.PASSWORD, options);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withHints().withMark();
    }

    @Override
    protected List<String> secrets() {
        return List.of(TestServer.PASSWORD);
    }
}
