// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one heartbeat went. Each duration is one leg of its way; a leg that was not reached is null.
 *
 * @param due when it should have started, by the wall clock, for people
 * @param waitedForThread from due to started: how late the heartbeat thread ran
 * @param waitedForConnection from started to a connection being there
 * @param waitedForStore from the request being sent to the answer, or to giving up
 * @param outcome what became of it, in one word and, for a failure, its cause
 */
public record Heartbeat(
        Instant due,
        Duration waitedForThread,
        @Nullable Duration waitedForConnection,
        @Nullable Duration waitedForStore,
        String outcome) {}
