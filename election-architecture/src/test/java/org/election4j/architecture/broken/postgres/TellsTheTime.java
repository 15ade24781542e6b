// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.postgres;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

final class TellsTheTime {

    long monotonic() {
        return System.nanoTime();
    }

    LongSupplier monotonicByReference() {
        return System::nanoTime;
    }

    long millis() {
        return System.currentTimeMillis();
    }

    Instant instant() {
        return Instant.now();
    }

    Clock clock() {
        return Clock.systemUTC();
    }
}
