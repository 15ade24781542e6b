// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.internal.runtime;

/** Innocent: this one may read the clock. */
public enum SystemTicker {
    INSTANCE;

    public long nanos() {
        return System.nanoTime();
    }
}
