// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.postgres;

import org.election4j.architecture.broken.internal.runtime.SystemTicker;

final class UsesInternals {

    long peek() {
        return SystemTicker.INSTANCE.nanos();
    }
}
