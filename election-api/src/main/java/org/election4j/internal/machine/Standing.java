// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.time.Duration;
import java.util.UUID;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.jspecify.annotations.Nullable;

/**
 * What this process may do in an election at this moment, by its session and by the store's epoch.
 *
 * @param incarnation the current session; null if there is none
 * @param candidateId the configured id
 * @param address where the candidate can be reached; null if not given
 * @param lease the session's lease
 * @param usable whether the session may be led under
 * @param mayAcquire whether enough validity is left to start an acquisition (H8)
 * @param guard what election writes are guarded with; null while none is allowed (R5)
 * @param maxLeaseNanos the constant of the namespace
 */
public record Standing(
        @Nullable UUID incarnation,
        String candidateId,
        @Nullable String address,
        Duration lease,
        boolean usable,
        boolean mayAcquire,
        @Nullable Guard guard,
        long maxLeaseNanos) {

    boolean isMine(ElectionRecord.Held held) {
        return held.incarnation().equals(incarnation);
    }

    boolean is(@Nullable UUID session) {
        return session != null && session.equals(incarnation);
    }
}
