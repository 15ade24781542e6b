// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.election4j.LeaderWork;
import org.election4j.LeadershipListener;
import org.election4j.OverrunPolicy;
import org.jspecify.annotations.Nullable;

/**
 * How an elector is configured.
 *
 * @param listeners who hears about the leadership, in this order
 * @param work what to do while leading; null if nothing
 * @param executor where callbacks run; null for the candidate's pool
 * @param drainLimit how long user code may take to return
 * @param overrun what to do if it does not
 */
public record ElectorSettings(
        List<LeadershipListener> listeners,
        @Nullable LeaderWork work,
        @Nullable Executor executor,
        Duration drainLimit,
        OverrunPolicy overrun) {

    /** Copies the list and validates the limit. */
    public ElectorSettings {
        listeners = List.copyOf(listeners);
        if (drainLimit.isNegative() || drainLimit.isZero()) {
            throw new IllegalArgumentException("drain limit (" + drainLimit + ") must be positive");
        }
    }
}
