// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.UUID;

/**
 * What all candidates of a namespace agree on. Almost never written.
 *
 * @param formatVersion the version of the stored format
 * @param epoch the epoch of the store this record speaks about; empty where the store has none
 * @param state whether every promise made under an earlier epoch is known to have run out
 * @param settlement the random id of the write that made the epoch {@link State#NEW}; kept when it becomes {@link
 *     State#SETTLED}
 * @param maxLease the longest lease any candidate of this namespace may have; constant
 * @param nonce the random id of the write
 */
public record StoreRecord(int formatVersion, String epoch, State state, UUID settlement, Duration maxLease, UUID nonce)
        implements LeaseRecord {

    /** The format this library reads and writes. */
    public static final int CURRENT_FORMAT = 1;

    /** Whether an epoch may be elected under. */
    public enum State {
        /** Leaderships of an earlier epoch may still be believed in. */
        NEW,
        /** They have run out. */
        SETTLED
    }

    /** Validates the lease and checks for nulls. */
    public StoreRecord {
        requireNonNull(epoch, "epoch");
        requireNonNull(state, "state");
        requireNonNull(settlement, "settlement");
        Leases.requireValid("maxLease", maxLease);
        requireNonNull(nonce, "nonce");
    }

    @Override
    public RecordKey.Store key() {
        return RecordKey.STORE;
    }
}
