// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;

/** The contract on a store that made its own connections. */
class PostgresLeaseStoreContractTest extends LeaseStoreContract {

    private final PostgresOptions options = TestServer.freshOptions().build();

    @Override
    protected LeaseStore openStore() {
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        return PostgresLeaseStore.connect(TestServer.url(), TestServer.USER, TestServer.PASSWORD, options);
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
        return List.of(TestServer.PASSWORD);
    }
}
