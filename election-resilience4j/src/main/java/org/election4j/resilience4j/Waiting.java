// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import java.util.concurrent.locks.LockSupport;

/** The only place where this module waits: between two tries of a read, and for a rate limiter that was told to wait. */
final class Waiting {

    private Waiting() {}

    /** Waits about that long; less if the thread is interrupted, which stays so. */
    static void nanos(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }
}
