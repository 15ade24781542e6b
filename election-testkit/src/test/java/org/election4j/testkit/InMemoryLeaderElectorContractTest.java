// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import org.election4j.spi.LeaseStore;

class InMemoryLeaderElectorContractTest extends LeaderElectorContract {

    private final InMemoryLeaseStore namespace =
            InMemoryLeaseStore.builder().epoch("1").build();

    @Override
    protected LeaseStore openStore() {
        return namespace.anotherHandle();
    }
}
