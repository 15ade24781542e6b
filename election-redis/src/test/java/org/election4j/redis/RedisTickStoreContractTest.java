// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.testkit.TickStoreContract;
import org.junit.jupiter.api.AfterEach;
import redis.clients.jedis.RedisClient;

/** The contract of ticks, on a client as an application has one. */
class RedisTickStoreContractTest extends TickStoreContract {

    private final RedisOptions options = TestServer.freshOptions().build();
    private final RedisClient client = TestServer.client();

    @AfterEach
    void close_the_client() {
        client.close();
    }

    @Override
    protected LeaseStore openStore() {
        return RedisLeaseStore.connect(TestServer.url(), options);
    }

    @Override
    protected TickStore openTicks() {
        return new RedisTickStore(client, options);
    }

    @Override
    protected boolean hasClock() {
        return true;
    }

    @Override
    protected boolean fencesInOneStep() {
        return true;
    }

    @Override
    protected List<String> secrets() {
        return TestServer.password() == null ? List.of() : List.of(TestServer.password());
    }
}
