// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.time.Duration;
import java.util.UUID;
import org.election4j.spi.Guard;
import org.jspecify.annotations.Nullable;

/**
 * What this process may do in an election at this moment, by its session and by the store's epoch.
 *
 * @param incarnation the current session; null if there is none
 * @param candidateId the configured id; empty if there is no session
 * @param address where the candidate can be reached; null if not given
 * @param lease the session's lease
 * @param usable whether the session may be led under
 * @param mayAcquire whether enough validity is left to start an acquisition (H8)
 * @param releasable whether what is held through the session may be given up by a write, now or after a heartbeat (H7)
 * @param begun how many heartbeats the session has begun
 * @param assured the number of the last one that was acknowledged; 0 if there is none or its validity is over
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
        boolean releasable,
        long begun,
        long assured,
        @Nullable Guard guard,
        long maxLeaseNanos) {

    /**
     * The standing of a process.
     *
     * @param session the current session; null if there is none
     * @param settlement what is known of the store's epoch
     * @param leaving whether the candidate is being closed: it begins nothing any more (H7)
     * @param timings its times
     * @param now the time
     * @return the standing
     */
    public static Standing of(
            @Nullable SessionMachine session,
            SettlementMachine settlement,
            boolean leaving,
            Timings timings,
            long now) {
        Guard guard = settlement.guard();
        if (session == null) {
            return new Standing(
                    null, "", null, timings.lease(), false, false, false, 0, 0, guard, settlement.watchNanos());
        }
        SessionIdentity identity = session.identity();
        // A session that is about to end does not wait until an epoch has settled; in doubt it is asked for at once.
        boolean hopeless = leaving && settlement.isUnsettled();
        return new Standing(
                identity.incarnation(),
                identity.candidateId(),
                identity.address(),
                timings.lease(),
                !leaving && session.isUsable(now),
                !leaving && session.mayAcquire(now),
                session.isReleasable() && !hopeless,
                session.state().begun(),
                session.assuredNumber(now),
                guard,
                settlement.watchNanos());
    }

    boolean is(@Nullable UUID session) {
        return session != null && session.equals(incarnation);
    }

    /** Whether what is held through a session may be given up by a write, now or after another heartbeat. */
    boolean isReleasable(UUID session) {
        return releasable && is(session);
    }
}
