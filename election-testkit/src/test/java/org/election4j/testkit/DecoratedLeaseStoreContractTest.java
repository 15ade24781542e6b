// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;

/** Stores that count and stores without faults change nothing. */
class DecoratedLeaseStoreContractTest extends LeaseStoreContract {

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore namespace =
            InMemoryLeaseStore.builder().epoch("1").ticker(time).build();

    @Override
    protected LeaseStore openStore() {
        return new CountingLeaseStore(new FaultyLeaseStore(namespace.anotherHandle()));
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) {
        namespace.changeByHand(new RecordKey.Election(electionName), field, value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withEpoch().withClock().withHints().withMark();
    }

    @Override
    protected void elapse(Duration duration) {
        time.advance(duration);
    }
}
