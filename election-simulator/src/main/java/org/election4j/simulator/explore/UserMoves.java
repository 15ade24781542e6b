// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import org.election4j.LossReason;
import org.election4j.spi.ElectionRecord;

/** What the user of a process can do, and user code that returns: a model of {@code LeadershipDriver}. */
final class UserMoves {

    private final Actor actor;

    UserMoves(Actor actor) {
        this.actor = actor;
    }

    /** LeadershipDriver#drained. */
    boolean drains() {
        actor.turned(actor.campaign.drained(actor.standing()));
        actor.stepped();
        return true;
    }

    boolean resigns() {
        actor.draft.spend(Budget.RESIGNATIONS);
        return actor.campaign.stop(new ElectionRecord.Free());
    }

    /** Hands over to the next candidate. */
    boolean handsOver() {
        actor.draft.spend(Budget.HANDOVERS);
        int to = (actor.index + 1) % actor.draft.scope.processes();
        return actor.campaign.stop(new ElectionRecord.Handover(ProcessState.nameOf(to), Units.WINDOW));
    }

    /** CandidateEngine#leave. */
    boolean leaves() {
        actor.draft.spend(Budget.LEAVINGS);
        actor.leaving = true;
        actor.campaign.retire();
        actor.campaign.stop(new ElectionRecord.Free());
        if (actor.session != null) {
            actor.session.stop(LossReason.CLOSED);
            actor.stepped();
        }
        return true;
    }
}
