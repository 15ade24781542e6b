// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;
import org.junit.jupiter.api.AfterEach;
import redis.clients.jedis.RedisClient;

/** The contract on a client of the user's. */
class ClientContractTest extends LeaseStoreContract {

    private final RedisOptions options = TestServer.freshOptions().build();
    private final RedisClient client = TestServer.client();

    @AfterEach
    void close_the_client() {
        client.close();
    }

    @Override
    protected LeaseStore openStore() {
        return new RedisLeaseStore(client, options);
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
