// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;

/** Versions that are nonces alone, as on Postgres and Redis. */
class InMemoryLeaseStoreWithoutMarksContractTest extends LeaseStoreContract {

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore namespace = InMemoryLeaseStore.builder()
            .ticker(time)
            .startingAt(time.instant())
            .epoch("1")
            .withoutMarks()
            .build();

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
        return StoreTraits.none().withEpoch().withClock().withHints();
    }

    @Override
    protected void elapse(Duration duration) {
        time.advance(duration);
    }
}
