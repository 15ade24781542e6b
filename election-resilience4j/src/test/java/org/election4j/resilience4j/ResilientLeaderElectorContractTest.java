// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import org.election4j.spi.LeaseStore;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.testkit.LeaderElectorContract;

/** Whole candidates, with all defaults. */
class ResilientLeaderElectorContractTest extends LeaderElectorContract {

    private final InMemoryLeaseStore namespace =
            InMemoryLeaseStore.builder().epoch("1").build();

    @Override
    protected LeaseStore openStore() {
        return ResilientLeaseStore.builder(namespace.anotherHandle())
                .lease(lease())
                .build();
    }
}
