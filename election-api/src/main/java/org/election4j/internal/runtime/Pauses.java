// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

/**
 * For how long this process did not run although it should have, by cause, in nanoseconds.
 *
 * @param pausedNanos the process stood still and used no processor time
 * @param starvedNanos the process ran, but not this library's threads
 * @param gcNanos the garbage collector ran
 * @param throttledNanos the control group's quota was used up
 * @param suspendedNanos the operating system was suspended
 */
public record Pauses(long pausedNanos, long starvedNanos, long gcNanos, long throttledNanos, long suspendedNanos) {

    /** Nothing stood still. */
    public static final Pauses NONE = new Pauses(0, 0, 0, 0, 0);

    Pauses plus(Pauses other) {
        return new Pauses(
                pausedNanos + other.pausedNanos,
                starvedNanos + other.starvedNanos,
                gcNanos + other.gcNanos,
                throttledNanos + other.throttledNanos,
                suspendedNanos + other.suspendedNanos);
    }
}
