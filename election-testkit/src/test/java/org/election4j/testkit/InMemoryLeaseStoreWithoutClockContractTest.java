// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;

class InMemoryLeaseStoreWithoutClockContractTest extends LeaseStoreContract {

    private final InMemoryLeaseStore namespace =
            InMemoryLeaseStore.builder().epoch("7:ä").withoutClock().build();

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
        return StoreTraits.none().withEpoch().withHints().withMark();
    }

    /** Nothing to wait for. */
    @Override
    protected void elapse(Duration duration) {}
}
