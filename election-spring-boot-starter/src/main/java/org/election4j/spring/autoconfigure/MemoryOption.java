// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.StorePace;
import org.election4j.spi.TickStore;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.testkit.InMemoryTickStore;

/**
 * A store that dies with this process. Nobody else can see it, so it was never used.
 *
 * @param properties all properties
 */
record MemoryOption(ElectionProperties properties) implements StoreOption {

    @Override
    public StoreType type() {
        return StoreType.MEMORY;
    }

    @Override
    public boolean isOffered() {
        return false;
    }

    @Override
    public List<String> clients() {
        return List.of();
    }

    @Override
    public LeaseStore create() {
        return InMemoryLeaseStore.builder()
                .neverUsed(properties.leaseOr(StorePace.usual().lease()))
                .build();
    }

    @Override
    public Optional<TickStore> ticks(LeaseStore store) {
        return Optional.of(new InMemoryTickStore(store, InstantSource.system()));
    }
}
