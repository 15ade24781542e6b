// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.testkit;

import org.election4j.architecture.broken.internal.engine.SystemTicker;

/** Innocent: the testkit runs the engine. */
final class InnocentKit {

    long peek() {
        return SystemTicker.INSTANCE.nanos();
    }
}
