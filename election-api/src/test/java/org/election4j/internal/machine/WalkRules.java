// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import org.election4j.internal.machine.CampaignState.Phase;

/** What must hold at every moment of a walk. */
final class WalkRules {

    private WalkRules() {}

    static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new AssertionError(String.format(message, values));
        }
    }

    static void check(WalkWorld world) {
        WalkProcess leader = null;
        for (WalkProcess process : world.processes) {
            process.notice();
            if (process.leads()) {
                require(leader == null, "two leaders at %s ns: %s and %s", world.now(), leader, process);
                leader = process;
            }
        }
        for (WalkProcess process : world.processes) {
            boolean protectedDrain = process.campaign.state().phase() == Phase.DRAINING && process.isProtected();
            require(
                    leader == null || leader == process || !protectedDrain,
                    "%s leads at %s ns while %s drains",
                    leader,
                    world.now(),
                    process);
        }
    }
}
