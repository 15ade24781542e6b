// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaderElectorContract;

/** Whole electors on a real server, each with connections of its own, in tables that were declared never used. */
class PostgresLeaderElectorContractTest extends LeaderElectorContract {

    private final PostgresOptions options =
            TestServer.freshOptions().lease(lease()).build();

    @Override
    protected LeaseStore openStore() {
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, lease().multipliedBy(10));
        return PostgresLeaseStore.connect(TestServer.url(), TestServer.USER, TestServer.PASSWORD, options);
    }
}
