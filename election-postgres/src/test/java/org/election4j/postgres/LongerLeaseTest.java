// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.LeaseLimits;
import org.election4j.spi.LeaseStore;
import org.junit.jupiter.api.Test;

/** Two leases in one namespace of a real server, replaced one by one. Waiting is bounded by leases, generously. */
class LongerLeaseTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration LONGER = Duration.ofSeconds(3);
    private static final Duration PATIENCE = LEASE.multipliedBy(15);

    private final PostgresOptions options =
            TestServer.freshOptions().lease(LEASE).build();

    private LeaseStore connect() {
        return PostgresLeaseStore.connect(TestServer.url(), TestServer.USER, TestServer.PASSWORD, options);
    }

    private static Candidate candidate(LeaseStore store, String id, Duration lease) {
        return Candidate.builder(store).id(id).lease(lease).start();
    }

    private static void takesOver(LeaderElector elector, Duration lease) {
        await("leadership").atMost(PATIENCE).until(elector::isLeader);
        assertThat(elector.candidate().status().lease()).isEqualTo(lease);
    }

    @Test
    void a_longer_lease_is_shortened_until_an_operator_allows_it_and_nobody_is_refused() {
        PostgresSchema.declareNeverUsed(TestServer.dataSource(), options, LEASE);
        try (LeaseStore store = connect();
                Candidate old = candidate(store, "old", LEASE);
                Candidate early = candidate(store, "early", LONGER)) {
            takesOver(old.elector("e").start(), LEASE);
            LeaderElector next = early.elector("e").start();
            old.close();
            takesOver(next, LEASE);

            assertThat(LeaseLimits.raiseWatch(store, LONGER)).isEqualTo(new LeaseLimits(LONGER, LEASE));
            assertThat(LeaseLimits.raiseAllow(store, LONGER)).isEqualTo(new LeaseLimits(LONGER, LONGER));
            try (Candidate late = candidate(store, "late", LONGER);
                    Candidate back = candidate(store, "back", LEASE)) {
                LeaderElector longer = late.elector("e").start();
                early.close();
                takesOver(longer, LONGER);
                LeaderElector shorter = back.elector("e").start();
                late.close();
                takesOver(shorter, LEASE);
            }
            assertThat(LeaseLimits.lower(store, LEASE)).isEqualTo(new LeaseLimits(LEASE, LEASE));
        }
    }
}
