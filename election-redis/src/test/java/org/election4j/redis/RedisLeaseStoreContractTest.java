// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;

/** The contract on a store that made its own connections. */
class RedisLeaseStoreContractTest extends LeaseStoreContract {

    private final RedisOptions options = TestServer.freshOptions().build();

    @Override
    protected LeaseStore openStore() {
        return RedisLeaseStore.connect(TestServer.url(), options);
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) {
        Namespace.changeByHand(options, electionName, field, value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withEpoch().withClock().withHints();
    }

    @Override
    protected List<String> secrets() {
        return TestServer.password() == null ? List.of() : List.of(TestServer.password());
    }
}
