// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A store call that a lane waits for.
 *
 * @param purpose what it is for
 * @param write what it writes; null for a read
 * @param key what it is about
 * @param askedUnder the session at the time of asking; null if there was none
 * @param outcome what became of the write; null until it has reached the store
 * @param found what the read showed; null for a write
 */
record Call(
        Purpose purpose,
        @Nullable CompareAndSet write,
        RecordKey key,
        @Nullable UUID askedUnder,
        @Nullable WriteOutcome outcome,
        @Nullable ReadOutcome found) {

    /** What a call is for. */
    enum Purpose {
        HEARTBEAT,
        RESOLVE_HEARTBEAT,
        READ_ELECTION,
        READ_SESSION,
        READ_STORE,
        SETTLE,
        REVOKE,
        RELEASE,
        ACQUIRE
    }

    static Call writing(Purpose purpose, CompareAndSet write, @Nullable UUID askedUnder) {
        return new Call(purpose, write, write.next().key(), askedUnder, null, null);
    }

    static Call reading(Purpose purpose, RecordKey key, @Nullable UUID askedUnder, @Nullable ReadOutcome found) {
        return new Call(purpose, null, key, askedUnder, null, found);
    }

    Call landed(WriteOutcome became) {
        return new Call(purpose, write, key, askedUnder, became, null);
    }

    Call sampled(ReadOutcome shown) {
        return new Call(purpose, null, key, askedUnder, null, shown);
    }

    /** Whether the request has not reached the store yet. */
    boolean isOnItsWay() {
        return outcome == null && found == null;
    }
}
