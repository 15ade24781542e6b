// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a store says about itself with every answer.
 *
 * @param epoch names the one history this answer belongs to: it changes whenever acknowledged writes may have been lost
 *     (a failover, a restore) and never returns to an earlier value; empty for a store that cannot lose acknowledged
 *     writes
 * @param time the store's wall clock, for people and for diagnosis; null if the store has none
 */
public record StoreStamp(String epoch, @Nullable Instant time) {

    /** The stamp of a store that has neither epochs nor a clock. */
    public static final StoreStamp NONE = new StoreStamp("", null);

    /** Checks for nulls. */
    public StoreStamp {
        requireNonNull(epoch, "epoch");
    }
}
