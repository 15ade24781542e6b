// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One conditional write.
 *
 * @param expected the exact version the record must have now; null if there must be no such record
 * @param next the record to put in its place, under {@code next.key()}
 * @param guard under which circumstances the write may land
 * @param onlyIfExpired true if, in addition, the session found must have run out by the store's own clock. Only ever set
 *     for a session with an expected version; a store without a clock ignores it
 */
public record CompareAndSet(@Nullable Version expected, LeaseRecord next, Guard guard, boolean onlyIfExpired) {

    /** Checks for nulls, for a session where one is required, and that the seat is of a known state. */
    public CompareAndSet {
        requireNonNull(next, "next");
        requireNonNull(guard, "guard");
        if (next instanceof ElectionRecord election && election.seat() instanceof ElectionRecord.Unknown unknown) {
            throw new IllegalArgumentException("a seat in a state that is not known is never written: " + unknown);
        }
        if (onlyIfExpired && (expected == null || !(next instanceof SessionRecord))) {
            throw new IllegalArgumentException(
                    "only an existing session can expire, but the write is to " + next.key());
        }
    }

    /**
     * A write without a condition on the store's clock.
     *
     * @param expected the exact version the record must have now; null if there must be no such record
     * @param next the record to put in its place
     * @param guard under which circumstances the write may land
     */
    public CompareAndSet(@Nullable Version expected, LeaseRecord next, Guard guard) {
        this(expected, next, guard, false);
    }
}
