// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;

class InMemoryLeaseStoreContractTest extends LeaseStoreContract {

    private final InMemoryLeaseStore namespace =
            InMemoryLeaseStore.builder().epoch("1").build();

    @Override
    protected LeaseStore openStore() {
        return namespace.anotherHandle();
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) {
        namespace.changeByHand(new RecordKey.Election(electionName), field, value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withEpoch().withClock().withHints().withMark();
    }
}
