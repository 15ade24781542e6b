// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The lease and batch size that a store recommends, for stores that charge for each request or that make one
 * round trip for each record. Advice only; safety does not depend on it.
 *
 * @param lease the lease of candidates whose owner sets none
 * @param recordsPerCall how many records {@link LeaseStore#readAll} and {@link LeaseStore#compareAndSetAll} can handle
 *     well within one attempt; candidates that have more to ask ask again
 * @param verifiedPerLease how many records of elections may be read again per lease although nothing says that they have
 *     changed (H9); the rest waits for its turn
 */
public record StorePace(Duration lease, int recordsPerCall, int verifiedPerLease) {

    private static final StorePace USUAL = new StorePace(Duration.ofSeconds(10), 1_000, 1_000);

    /** Validates the lease and the numbers. */
    public StorePace {
        requireNonNull(lease, "lease");
        Leases.requireValid("lease", lease);
        requirePositive("recordsPerCall", recordsPerCall);
        requirePositive("verifiedPerLease", verifiedPerLease);
    }

    /**
     * The pace of a store that answers many records in one round trip: a lease of 10 seconds, and 1,000 records of each.
     *
     * @return the pace
     */
    public static StorePace usual() {
        return USUAL;
    }

    private static void requirePositive(String what, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, but is " + value);
        }
    }
}
