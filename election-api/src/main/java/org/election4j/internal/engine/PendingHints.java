// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hints that have come and not been acted on. The first one counts at once; those that follow in quick succession are
 * taken together, so that a flood of hints, forged or not, is no flood of reads. Guarded by the engine's lock.
 */
final class PendingHints {

    private final long spacingNanos;
    private final Set<String> names = new HashSet<>();
    private boolean all;
    private long fromNanos;
    private boolean everTaken;
    private long takenNanos;

    PendingHints(long spacingNanos) {
        this.spacingNanos = spacingNanos;
    }

    long spacingNanos() {
        return spacingNanos;
    }

    /** To be acted on from the given time on, or together with what comes earlier. */
    void add(String electionName, long fromNanos) {
        countFrom(fromNanos);
        names.add(electionName);
    }

    void addAll(long fromNanos) {
        countFrom(fromNanos);
        all = true;
    }

    private void countFrom(long nanos) {
        boolean none = !all && names.isEmpty();
        fromNanos = none ? nanos : ReadPlan.earlier(fromNanos, nanos);
    }

    /** When the hints may be taken; null if there are none. */
    @Nullable
    Long dueNanos() {
        if (!all && names.isEmpty()) {
            return null;
        }
        long spaced = takenNanos + spacingNanos;
        return everTaken && spaced - fromNanos > 0 ? spaced : fromNanos;
    }

    /** Lets those who were hinted at look again, if it is time. */
    void take(Map<String, ElectionSeat> seats, long now) {
        Long due = dueNanos();
        if (due == null || now - due < 0) {
            return;
        }
        Collection<ElectionSeat> hinted = all
                ? seats.values()
                : names.stream().map(seats::get).filter(Objects::nonNull).toList();
        hinted.stream().filter(ElectionSeat::isFollowing).forEach(seat -> seat.machine.doubt());
        names.clear();
        all = false;
        everTaken = true;
        takenNanos = now;
    }
}
