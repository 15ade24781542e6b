// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;

class InMemoryTickStoreContractTest extends TickStoreContract {

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore namespace = InMemoryLeaseStore.builder()
            .epoch("1")
            .ticker(time)
            .startingAt(FakeTime.START)
            .build();
    private final InMemoryTickStore ticks = new InMemoryTickStore(namespace, time::instant);

    @Override
    protected LeaseStore openStore() {
        return namespace.anotherHandle();
    }

    @Override
    protected TickStore openTicks() {
        return ticks;
    }

    @Override
    protected boolean hasClock() {
        return true;
    }

    @Override
    protected boolean fencesInOneStep() {
        return false;
    }

    @Override
    protected void elapse(Duration duration) {
        time.advance(duration);
    }
}
