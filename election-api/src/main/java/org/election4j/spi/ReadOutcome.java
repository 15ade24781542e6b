// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

/** What became of a read. */
public sealed interface ReadOutcome {

    /**
     * The record is there.
     *
     * @param stored the record and its version
     * @param stamp the store's stamp
     */
    record Found(StoredRecord stored, StoreStamp stamp) implements ReadOutcome {
        /** Checks for nulls. */
        public Found {
            requireNonNull(stored, "stored");
            requireNonNull(stamp, "stamp");
        }
    }

    /**
     * The store answered that there is no such record.
     *
     * @param stamp the store's stamp
     */
    record Absent(StoreStamp stamp) implements ReadOutcome {
        /** Checks for nulls. */
        public Absent {
            requireNonNull(stamp, "stamp");
        }
    }

    /**
     * No answer, or none that can be trusted.
     *
     * @param cause why nothing is known
     */
    record Unknown(Throwable cause) implements ReadOutcome {
        /** Checks for nulls. */
        public Unknown {
            requireNonNull(cause, "cause");
        }
    }
}
