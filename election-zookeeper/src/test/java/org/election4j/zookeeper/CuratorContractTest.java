// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on clients of an application, in a namespace, with a retry policy that waits for a minute, without hints. */
class CuratorContractTest extends LeaseStoreContract {

    private static List<CuratorFramework> clients;

    private final ZooKeeperOptions options =
            TestServer.freshOptions().hints(false).build();
    private int opened;

    @BeforeAll
    static void start_two_clients() {
        clients = List.of(TestServer.curator(), TestServer.curator());
    }

    @AfterAll
    static void close_the_clients() {
        clients.forEach(CuratorFramework::close);
    }

    @Override
    protected LeaseStore openStore() {
        CuratorFramework client = clients.get(opened++ % clients.size());
        return new ZooKeeperLeaseStore(client.usingNamespace("application"), options);
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) throws Exception {
        Namespace.changeByHand(clients.get(0).usingNamespace("application"), options, electionName, field, value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withMark();
    }
}
