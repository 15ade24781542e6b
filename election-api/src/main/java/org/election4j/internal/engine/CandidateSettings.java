// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import org.election4j.Takeover;
import org.election4j.internal.machine.Timings;
import org.election4j.spi.Identifiers;
import org.election4j.spi.StoreRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate is configured.
 *
 * @param id its id
 * @param address where it can be reached; null if not given
 * @param timings the times of the protocol
 * @param maxLease the namespace's longest lease, if configured
 * @param constant the longest lease where no record of the store tells one: {@link StoreRecord#LONGEST_LEASE} or the store's
 *     default, but in
 *     simulations
 * @param takeover when a silent leader may be revoked
 * @param closeLimit how long closing may block
 * @param closeOnJvmShutdown whether a JVM shutdown closes it
 */
public record CandidateSettings(
        String id,
        @Nullable String address,
        Timings timings,
        @Nullable Duration maxLease,
        Duration constant,
        Takeover takeover,
        Duration closeLimit,
        boolean closeOnJvmShutdown) {

    private static final Duration LONGEST = Duration.ofDays(1);

    /** Validates the names and what the times do not know of each other. */
    public CandidateSettings {
        Identifiers.requireValid("candidate id", id);
        if (address != null) {
            Identifiers.requireValid("candidate address", address);
        }
        if (maxLease != null && maxLease.compareTo(timings.lease()) < 0) {
            throw new IllegalArgumentException(
                    "maxLease (" + maxLease + ") must be at least the lease (" + timings.lease() + ")");
        }
        if (maxLease != null && maxLease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("maxLease (" + maxLease + ") must be at most " + LONGEST);
        }
        if (closeLimit.isNegative() || closeLimit.isZero()) {
            throw new IllegalArgumentException("close limit (" + closeLimit + ") must be positive");
        }
    }
}
