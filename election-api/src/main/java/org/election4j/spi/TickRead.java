// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a read of a job showed: the record of its last tick, and whether somebody has paused it. */
public sealed interface TickRead {

    /**
     * The record.
     *
     * @param record as it was when the store looked
     * @param storeTime when that was, by the store's clock; null if it has none
     * @param pause why no tick of the job is to be started; null if nobody has paused it
     */
    record Found(
            TickRecord record,
            @Nullable Instant storeTime,
            @Nullable TickPause pause) implements TickRead {}

    /**
     * No tick of this job was ever started.
     *
     * @param storeTime when the store looked, by its own clock; null if it has none
     * @param pause why no tick of the job is to be started; null if nobody has paused it
     */
    record Absent(@Nullable Instant storeTime, @Nullable TickPause pause) implements TickRead {}

    /**
     * Nothing is known.
     *
     * @param cause why
     */
    record Unknown(Throwable cause) implements TickRead {}
}
