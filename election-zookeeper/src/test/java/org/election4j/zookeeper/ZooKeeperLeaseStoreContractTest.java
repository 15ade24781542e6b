// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
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
    protected void changeByHand(String electionName, String field, String value) throws Exception {
        try (CuratorFramework client = TestServer.curator()) {
            byte[] identity = (TestServer.USER + ":" + TestServer.PASSWORD).getBytes(StandardCharsets.UTF_8);
            client.getZookeeperClient().getZooKeeper().addAuthInfo("digest", identity);
            Namespace.changeByHand(client, options, electionName, field, value);
        }
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
