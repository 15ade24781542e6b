// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate is doing, for people.
 *
 * @param candidateId its configured id
 * @param incarnation its session; null while it has none
 * @param lease the lease that is used; shorter than configured where the namespace allows no longer one, see {@link LeaseLimits}
 * @param validity how long its leaderships stay valid without a further heartbeat; zero while there is no session
 * @param electors how many electors it has
 * @param leading how many of them lead
 * @param heartbeats the last heartbeats, oldest first
 * @param lastError the last thing that went wrong with the store, in one line; null since all is well
 */
public record CandidateStatus(
        String candidateId,
        @Nullable UUID incarnation,
        Duration lease,
        Duration validity,
        int electors,
        int leading,
        List<Heartbeat> heartbeats,
        @Nullable String lastError) {

    /** Copies the list. */
    public CandidateStatus {
        heartbeats = List.copyOf(heartbeats);
    }
}
