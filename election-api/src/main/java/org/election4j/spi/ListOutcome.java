// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What became of a listing. */
public sealed interface ListOutcome {

    /**
     * The records of the kind asked for.
     *
     * @param records the records, in no particular order; empty if there are none
     * @param unreadable for each record that is there and cannot be understood, why; its message names the record
     * @param stamp the store's stamp
     */
    record Listed(List<StoredRecord> records, List<UnreadableRecordException> unreadable, StoreStamp stamp)
            implements ListOutcome {
        /** Checks for nulls and copies the lists. */
        public Listed {
            records = List.copyOf(records);
            unreadable = List.copyOf(unreadable);
            requireNonNull(stamp, "stamp");
        }

        /**
         * Records that could all be read.
         *
         * @param records the records
         * @param stamp the store's stamp
         */
        public Listed(List<StoredRecord> records, StoreStamp stamp) {
            this(records, List.of(), stamp);
        }
    }

    /**
     * No answer.
     *
     * @param cause why nothing is known
     */
    record Unknown(Throwable cause) implements ListOutcome {
        /** Checks for nulls. */
        public Unknown {
            requireNonNull(cause, "cause");
        }
    }
}
