// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Names one record of a store's namespace. */
public sealed interface RecordKey {

    /** The key of the only record of its kind: the one about the namespace itself. */
    Store STORE = new Store();

    /**
     * Names a candidate's liveness.
     *
     * @param incarnation the random id of one session; never reused
     */
    record Session(UUID incarnation) implements RecordKey {
        /** Checks for null. */
        public Session {
            requireNonNull(incarnation, "incarnation");
        }
    }

    /**
     * Names a contest.
     *
     * @param name the election's name, at most {@value Identifiers#MAX_BYTES} bytes of UTF-8
     */
    record Election(String name) implements RecordKey {
        /** Validates the name. */
        public Election {
            Identifiers.requireValid("election name", name);
        }
    }

    /** Names the record about the namespace. */
    record Store() implements RecordKey {}
}
