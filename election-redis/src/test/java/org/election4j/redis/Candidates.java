// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.spi.LeaseStore;

/** Two electors on stores of their own, and the promises that hold through a failover. */
final class Candidates implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<LeaseStore> stores = new ArrayList<>();
    private final List<LeaderElector> electors = new ArrayList<>();

    Candidates(Supplier<RedisLeaseStore> store) {
        for (int i = 0; i < 2; i++) {
            RedisLeaseStore opened = store.get();
            stores.add(opened);
            if (i == 0) {
                opened.declareNeverUsed(LEASE);
            }
            electors.add(LeaderElector.builder(opened, "nightly-billing")
                    .lease(LEASE)
                    .start());
        }
    }

    /** Waits until one leads, in a later term than the given one. */
    long awaitTermAbove(long term) {
        Awaitility.await("a leader in a later term")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    assertAtMostOneLeads();
                    return electors.stream().anyMatch(elector -> termOf(elector) > term);
                });
        return electors.stream().mapToLong(Candidates::termOf).max().orElse(0);
    }

    private static long termOf(LeaderElector elector) {
        return elector.leadership()
                .filter(Leadership::isValid)
                .map(Leadership::term)
                .orElse(0L);
    }

    /** A leadership that was invalid once is so for ever: the first, if it is valid afterwards, was so all the while. */
    private void assertAtMostOneLeads() {
        Leadership first = electors.get(0).leadership().orElse(null);
        boolean both = first != null && electors.get(1).isLeader() && first.isValid();
        assertThat(both).as("both lead").isFalse();
    }

    @Override
    public void close() {
        electors.forEach(LeaderElector::close);
        stores.forEach(LeaseStore::close);
    }
}
