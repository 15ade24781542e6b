// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.testkit;

import org.election4j.architecture.broken.internal.runtime.SystemTicker;

/** Innocent: the testkit runs the engine and times servers. */
final class InnocentKit {

    long peek() {
        return System.nanoTime() - SystemTicker.INSTANCE.nanos();
    }
}
