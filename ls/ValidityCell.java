// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.util.concurrent.atomic.AtomicLong;
import org.election4j.spi.Ticker;

/**
 * Until when the leaderships of one session are valid: the word that {@code isLeader()} reads.
 *
 * <p>Whoever first finds the time to be over seals the cell. An acknowledgement that is processed at the same moment
 * either extends it before that, and then nobody has seen it closed, or finds it sealed: closed once is closed for ever,
 * without a lock (H3, H6).
 */
public final class ValidityCell {

    private static final long SEALED = Long.MIN_VALUE;

    private final AtomicLong stopAtNanos;

    public ValidityCell(long stopAtNanos) {
        this.stopAtNanos = new AtomicLong(sanitized(stopAtNanos));
    }

    /** Whether the time has not come yet. */
    public boolean isOpen(Ticker ticker) {
        while (true) {
            // The limit is read before the clock: a thread that is paused in between finds the clock advanced, not the
            // limit of a session that has moved on.
            long stopAt = stopAtNanos.get();
            if (stopAt == SEALED) {
                return false;
            }
            if (ticker.nanos() - stopAt < 0) {
                return true;
            }
            if (stopAtNanos.compareAndSet(stopAt, SEALED)) {
                return false;
            }
        }
    }

    /**
     * Moves the limit.
     *
     * @return false if the cell was sealed before
     */
    public boolean extend(long newStopAtNanos) {
        while (true) {
            long stopAt = stopAtNanos.get();
            if (stopAt == SEALED) {
                return false;
            }
            if (stopAtNanos.compareAndSet(stopAt, sanitized(newStopAtNanos))) {
                return true;
            }
        }
    }

    public void seal() {
        stopAtNanos.set(SEALED);
    }

    boolean isSealed() {
        return stopAtNanos.get() == SEALED;
    }

    /** Nanoseconds left; zero when closed. */
    public long remaining(Ticker ticker) {
        long stopAt = stopAtNanos.get();
        return stopAt == SEALED ? 0 : Math.max(0, stopAt - ticker.nanos());
    }

    /** Time is compared by subtraction, so one nanosecond less is harmless. */
    private static long sanitized(long nanos) {
        return nanos == SEALED ? Long.MAX_VALUE : nanos;
    }
}
