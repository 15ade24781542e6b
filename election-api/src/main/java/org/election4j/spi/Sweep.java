// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One step of clearing up: which sessions a store looks at next, and which of them it may delete.
 *
 * <p>A session is deleted only if it has {@linkplain SessionRecord.State#ENDED ended}, if it has done so long ago, and if
 * no election {@linkplain ElectionRecord#namedSession() names} it. Long ago is: the caller has seen this very version for
 * {@value #LEASES} of the session's leases, or the clock of the store says that it was written that long ago.
 *
 * @param from where the last step stopped; null to begin
 * @param limit how many records the step may look at, and how many sessions it may delete; positive. A store that cannot
 *     cut its pages exactly may look at a few more
 * @param old the versions of ended sessions that the caller has seen for {@value #LEASES} leases by its own clock; may name
 *     sessions that are not looked at in this step, or that have changed
 * @param guard under which circumstances sessions may be deleted; if it does not hold, the step looks and deletes nothing
 */
public record Sweep(@Nullable Cursor from, int limit, Set<Version> old, Guard guard) {

    /** After how many of its own leases an ended session may be deleted. */
    public static final int LEASES = 10;

    /** Checks the limit and for nulls, and copies the set. */
    public Sweep {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be positive, but is " + limit);
        }
        old = Set.copyOf(old);
        requireNonNull(guard, "guard");
    }

    /**
     * Where a step stopped. Made by a store, and understood by stores of the same namespace only. It keeps no resource, so
     * a sweep may be left in the middle.
     */
    public interface Cursor {}

    /**
     * Whether a session has ended long ago, as far as its record tells.
     *
     * @param session the record of a session, as it was read
     * @return whether it may be deleted if no election names it
     */
    public boolean isOld(StoredRecord session) {
        if (!(session.record() instanceof SessionRecord record) || record.state() != SessionRecord.State.ENDED) {
            return false;
        }
        // What remains of the lease is counted from the write, and the write of an ended session was its end.
        Duration remaining = session.remaining();
        boolean byStoreClock = remaining != null
                && remaining.plus(record.lease().multipliedBy(LEASES - 1)).compareTo(Duration.ZERO) <= 0;
        return byStoreClock || old.contains(session.version());
    }
}
