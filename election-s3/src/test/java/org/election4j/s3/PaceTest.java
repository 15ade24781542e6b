// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.election4j.Candidate;
import org.election4j.spi.Attempt;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A candidate takes the lease from the store, unless it has one of its own. */
@Timeout(60)
class PaceTest {

    private final S3LeaseStore store =
            new S3LeaseStore(new InMemoryObjects(), S3Options.builder("any").build());

    private Duration leaseOf(Candidate.Builder builder) {
        try (Candidate candidate = builder.closeLimit(Duration.ofSeconds(20)).start()) {
            Awaitility.await("the session is opened, on another thread")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> sessions().records().size() == 1);
            return ((SessionRecord) sessions().records().get(0).record()).lease();
        }
    }

    private ListOutcome.Listed sessions() {
        return (ListOutcome.Listed) store.list(RecordKind.SESSION, Attempt.within(Duration.ofSeconds(20)));
    }

    @Test
    void a_candidate_that_sets_no_lease_has_the_stores() {
        assertThat(leaseOf(Candidate.builder(store))).isEqualTo(S3LeaseStore.DEFAULT_LEASE);
    }

    @Test
    void a_lease_that_is_set_wins() {
        assertThat(leaseOf(Candidate.builder(store).lease(Duration.ofSeconds(7))))
                .isEqualTo(Duration.ofSeconds(7));
    }
}
