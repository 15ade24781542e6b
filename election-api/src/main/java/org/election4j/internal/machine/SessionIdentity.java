// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.jspecify.annotations.Nullable;

/**
 * Who a session is, for its whole life.
 *
 * @param incarnation its random id, never used before
 * @param candidateId the configured id
 * @param address where the candidate can be reached; null if not given
 * @param epoch the store's epoch, chosen before the first create and carried by every retry (H1)
 */
public record SessionIdentity(
        UUID incarnation, String candidateId, @Nullable String address, String epoch) {

    /** The key of the session's record. */
    public RecordKey.Session key() {
        return new RecordKey.Session(incarnation);
    }

    SessionRecord record(SessionRecord.State state, Duration lease, SessionContent content, UUID nonce) {
        return new SessionRecord(
                incarnation,
                candidateId,
                lease,
                state,
                address,
                content.elections(),
                content.releases(),
                content.standbys(),
                Map.of(),
                epoch,
                nonce);
    }
}
