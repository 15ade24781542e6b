// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

/** What became of a conditional write. There is no fourth outcome, and no exception that means "no". */
public sealed interface WriteOutcome {

    /**
     * The write took effect.
     *
     * @param version the record's version now
     * @param stamp the store's stamp, taken by the writing statement itself
     */
    record Applied(Version version, StoreStamp stamp) implements WriteOutcome {
        /** Checks for nulls. */
        public Applied {
            requireNonNull(version, "version");
            requireNonNull(stamp, "stamp");
        }
    }

    /**
     * A condition did not hold when the store looked: the version, the guard or the store's clock. It says nothing about
     * an earlier attempt: a client or a network that repeats requests turns one's own success into a rejection.
     *
     * @param stamp the store's stamp
     */
    record Rejected(StoreStamp stamp) implements WriteOutcome {
        /** Checks for nulls. */
        public Rejected {
            requireNonNull(stamp, "stamp");
        }
    }

    /**
     * The write took effect, or did not, or will do so later.
     *
     * @param cause why nothing is known
     */
    record Unknown(Throwable cause) implements WriteOutcome {
        /** Checks for nulls. */
        public Unknown {
            requireNonNull(cause, "cause");
        }
    }
}
