// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaderElectorContract;

/** Whole electors on a real server, each with connections of its own, in a namespace that was declared never used. */
class RedisLeaderElectorContractTest extends LeaderElectorContract {

    private final RedisOptions options = TestServer.freshOptions().build();

    @Override
    protected LeaseStore openStore() {
        RedisLeaseStore store = RedisLeaseStore.connect(TestServer.url(), options);
        store.declareNeverUsed(lease().multipliedBy(10));
        return store;
    }
}
