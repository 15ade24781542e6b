// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.time.Duration;
import java.util.OptionalLong;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.jspecify.annotations.Nullable;

/** Asks a store when a lease ends by the store's own clock: a dead leader can no longer say when its heartbeat took effect. */
final class LeaseReader {

    private static final int READS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final LeaseStore store;

    LeaseReader(LeaseStore store) {
        this.store = store;
    }

    /**
     * When the lease of an election's leader ends, by the monotonic clock of this machine. Never too late: the store told what was
     * left after it was asked, so of several answers the latest end is the nearest.
     *
     * @return the end; empty if nobody leads or the store has no clock
     */
    OptionalLong endNanos(String election) {
        OptionalLong end = OptionalLong.empty();
        if (read(new RecordKey.Election(election)) instanceof ReadOutcome.Found found
                && found.stored().record() instanceof ElectionRecord record
                && record.seat() instanceof ElectionRecord.Held holder) {
            for (int i = 0; i < READS; i++) {
                long askedNanos = System.nanoTime();
                Duration left = left(read(new RecordKey.Session(holder.incarnation())));
                if (left != null) {
                    long told = askedNanos + left.toNanos();
                    end = OptionalLong.of(end.isPresent() ? Math.max(end.getAsLong(), told) : told);
                }
            }
        }
        return end;
    }

    private ReadOutcome read(RecordKey key) {
        return store.read(key, Attempt.within(LIMIT));
    }

    private static @Nullable Duration left(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Found found ? found.stored().remaining() : null;
    }
}
