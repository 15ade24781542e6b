// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import org.election4j.internal.runtime.SystemTicker;

/**
 * A source of elapsed time. Never a date: two tickers of two processes have nothing in common.
 *
 * <p>Implementations are thread-safe, never block, and never go backwards.
 */
@FunctionalInterface
public interface Ticker {

    /**
     * Nanoseconds since an arbitrary origin. The value may overflow: compare two readings by subtraction only.
     *
     * @return the reading
     */
    long nanos();

    /**
     * The ticker of this machine: monotonic, and including the time during which the operating system was suspended, as
     * far as a process can notice it. On Linux {@link System#nanoTime()} stops while a machine is suspended; this ticker
     * does not.
     *
     * @return a ticker shared by the whole process
     */
    static Ticker system() {
        return SystemTicker.INSTANCE;
    }
}
