// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.util.Map;
import org.election4j.LossCause;

/**
 * One time in which this process did not run although it should have.
 *
 * @param beginNanos its begin, by the engine's ticker
 * @param endNanos its end
 * @param shares how much of it each cause took, in nanoseconds; together not more than the stall
 * @param usedNanos the processor time that all threads of this process used meanwhile
 */
public record Stall(long beginNanos, long endNanos, Map<LossCause, Long> shares, long usedNanos) {

    /** Copies the shares. */
    public Stall {
        shares = Map.copyOf(shares);
    }

    /** All of one cause, while this process used no processor. */
    public static Stall of(LossCause cause, long beginNanos, long endNanos) {
        return new Stall(beginNanos, endNanos, Map.of(cause, endNanos - beginNanos), 0);
    }

    public long nanos() {
        return endNanos - beginNanos;
    }
}
