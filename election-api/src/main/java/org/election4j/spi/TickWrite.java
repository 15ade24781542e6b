// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.time.Instant;

/** What became of a conditional write of a job's record. */
public sealed interface TickWrite {

    /** The write took effect. */
    record Applied() implements TickWrite {}

    /** The record is not the expected one. It says nothing about an earlier attempt: read. */
    record Rejected() implements TickWrite {}

    /** The term does not lead the election any more. Nothing was written. */
    record Stale() implements TickWrite {}

    /**
     * The store's clock has not reached the tick. Nothing was written.
     *
     * @param storeTime the time by the store's clock; before the tick
     */
    record Early(Instant storeTime) implements TickWrite {}

    /**
     * The write took effect, or did not, or will do so later.
     *
     * @param cause why nothing is known
     */
    record Unknown(Throwable cause) implements TickWrite {}
}
