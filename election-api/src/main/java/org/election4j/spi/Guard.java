// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Under which circumstances a write may land at all. Checked inside the store, atomically with the write.
 *
 * @param epoch the epoch the write was prepared under; it must be the store's epoch when the write lands. Empty for a
 *     store without epochs, which checks nothing
 * @param settlement if not null, the store record must be {@link StoreRecord.State#SETTLED}, for the given epoch, with
 *     this very settlement id. A store without epochs ignores it
 */
public record Guard(String epoch, @Nullable UUID settlement) {

    /** Checks for nulls. */
    public Guard {
        requireNonNull(epoch, "epoch");
    }

    /**
     * A guard that checks the epoch only.
     *
     * @param epoch the epoch
     * @return the guard
     */
    public static Guard epoch(String epoch) {
        return new Guard(epoch, null);
    }
}
