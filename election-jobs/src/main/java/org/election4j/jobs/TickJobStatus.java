// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Instant;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRecord;
import org.jspecify.annotations.Nullable;

/**
 * A job of which each tick is started on one candidate, as the store shows it.
 *
 * @param job its name
 * @param lastTick the record of the last tick that anybody started; null if there is none
 * @param nextTick the next time of the schedule by this machine's clock; null if the schedule has no more. A paused job does not start it
 * @param pause who has paused the job; null if nobody has
 * @param running whether this process runs a tick of it now
 */
public record TickJobStatus(
        String job,
        @Nullable TickRecord lastTick,
        @Nullable Instant nextTick,
        @Nullable TickPause pause,
        boolean running) {}
