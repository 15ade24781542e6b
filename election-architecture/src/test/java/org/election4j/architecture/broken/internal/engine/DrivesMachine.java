// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.internal.engine;

import org.election4j.architecture.broken.internal.machine.InnocentMachine;

/** An engine may know a machine; together with a machine that knows the engine this is a cycle. */
final class DrivesMachine {

    private final InnocentMachine machine;

    DrivesMachine(InnocentMachine machine) {
        this.machine = machine;
    }

    InnocentMachine machine() {
        return machine;
    }
}
