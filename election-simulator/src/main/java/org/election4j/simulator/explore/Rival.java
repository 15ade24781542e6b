// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.time.Duration;
import java.util.UUID;
import org.election4j.internal.machine.RivalWatch;

/**
 * The session of the holder that a process follows.
 *
 * @param incarnation the session
 * @param candidateId its candidate, as the election's record names it
 * @param lease its lease, as that record tells it
 * @param state what was seen of it
 */
record Rival(UUID incarnation, String candidateId, Duration lease, RivalWatch.State state) {

    static Rival of(RivalWatch watch, String candidateId) {
        return new Rival(watch.incarnation(), candidateId, Duration.ofNanos(watch.leaseNanos()), watch.state());
    }

    RivalWatch machine() {
        RivalWatch machine = new RivalWatch(incarnation, candidateId, lease);
        machine.restore(state);
        return machine;
    }
}
