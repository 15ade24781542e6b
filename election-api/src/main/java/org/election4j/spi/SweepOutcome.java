// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.election4j.spi.Sweep.Cursor;
import org.jspecify.annotations.Nullable;

/** What became of a step of clearing up. */
public sealed interface SweepOutcome {

    /**
     * The step was made.
     *
     * @param sessions the sessions that were looked at, live ones and ended ones, in no particular order; those that this
     *     step deletes may be among them. Empty if the step looked at something else. What cannot be understood is left out
     * @param deleted how many sessions were deleted; never more than the limit
     * @param next where the next step begins; null if this was the last one
     * @param stamp the store's stamp
     */
    record Swept(
            List<StoredRecord> sessions,
            int deleted,
            @Nullable Cursor next,
            StoreStamp stamp) implements SweepOutcome {
        /** Checks for nulls and copies the list. */
        public Swept {
            sessions = List.copyOf(sessions);
            if (deleted < 0) {
                throw new IllegalArgumentException("deleted must not be negative, but is " + deleted);
            }
            requireNonNull(stamp, "stamp");
        }
    }

    /**
     * No answer. Sessions may have been deleted, or may still be: only such as could have been.
     *
     * @param cause why nothing is known
     */
    record Unknown(Throwable cause) implements SweepOutcome {
        /** Checks for nulls. */
        public Unknown {
            requireNonNull(cause, "cause");
        }
    }
}
