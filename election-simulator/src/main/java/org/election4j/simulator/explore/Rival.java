// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.UUID;
import org.election4j.internal.machine.RivalWatch;

/**
 * The session of the holder that a process follows.
 *
 * @param incarnation the session
 * @param candidateId its candidate, as the election's record names it
 * @param state what was seen of it
 */
record Rival(UUID incarnation, String candidateId, RivalWatch.State state) {

    RivalWatch machine() {
        RivalWatch machine = new RivalWatch(incarnation, candidateId, Units.LEASE);
        machine.restore(state);
        return machine;
    }
}
