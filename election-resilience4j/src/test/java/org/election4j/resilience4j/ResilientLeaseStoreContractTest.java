// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.FakeTime;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;

/** Around a store that is well, nothing changes. The contract makes more calls than any candidate, so without a limit. */
class ResilientLeaseStoreContractTest extends LeaseStoreContract {

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore namespace =
            InMemoryLeaseStore.builder().epoch("1").ticker(time).build();

    @Override
    protected LeaseStore openStore() {
        return ResilientLeaseStore.builder(namespace.anotherHandle())
                .ticker(time)
                .rateLimiter(Samples.noLimit())
                .build();
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
