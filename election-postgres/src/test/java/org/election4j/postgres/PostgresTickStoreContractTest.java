// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.testkit.TickStoreContract;
import org.junit.jupiter.api.BeforeEach;

/** The contract of ticks, in tables of their own. */
class PostgresTickStoreContractTest extends TickStoreContract {

    private final PostgresOptions options = TestServer.freshOptions().build();

    @BeforeEach
    void create_the_tables() {
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        PostgresSchema.createTicksIfMissing(TestServer.dataSource(), options);
    }

    @Override
    protected LeaseStore openStore() {
        return new PostgresLeaseStore(TestServer.dataSource(), options);
    }

    @Override
    protected TickStore openTicks() {
        return new PostgresTickStore(TestServer.dataSource(), options);
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
        return List.of(TestServer.PASSWORD);
    }
}
