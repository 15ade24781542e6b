// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.jspecify.annotations.Nullable;

/**
 * Watches the processes. A leadership can become valid only in a step of its process, so looking at a process after each
 * of its steps, and then at all the others, is looking at every moment.
 */
final class ProcessReferee {

    private final Story story;
    private final Promises promises;
    private final boolean looksOnlyAtGains;
    private final Map<String, SimulatedProcess> termOwners = new HashMap<>();
    private @Nullable Violation violation;

    ProcessReferee(Story story, Promises promises) {
        this.story = story;
        this.promises = promises;
        // Who asks whether a leadership is valid seals it when it is not. So in some stories nobody asks without need.
        this.looksOnlyAtGains = EventQueue.mix(story.seed()) % 4 == 0;
    }

    void violate(Invariant invariant, String what) {
        if (violation == null) {
            violation = new Violation(invariant, what);
        }
    }

    @Nullable
    Violation violation() {
        return violation;
    }

    /** A process has done something. */
    void stepped(SimulatedProcess process) {
        if (!looksOnlyAtGains) {
            look(process);
        }
    }

    private void look(SimulatedProcess process) {
        for (int election = 0; election < story.cast().elections(); election++) {
            process.code(election).checkTold();
            if (process.leads(election)) {
                for (SimulatedProcess other : story.processes()) {
                    if (other != process && other.leads(election)) {
                        two(election, process, other);
                    }
                }
            }
        }
    }

    private void two(int election, SimulatedProcess one, SimulatedProcess other) {
        if (promises.exclusion(election)) {
            violate(
                    Invariant.EXCLUSION,
                    one.id() + " and " + other.id() + " lead " + story.electionName(election) + " at "
                            + story.clockTime());
        } else {
            story.tally().count(Sometimes.TWO_LEADERS_WHERE_WAIVED);
        }
    }

    void gained(SimulatedProcess process, int election, Leadership leadership) {
        story.tally().gains++;
        story.tell(process.id() + " leads " + story.electionName(election) + " in term " + leadership.term());
        String term = election + ":" + leadership.term();
        SimulatedProcess owner = termOwners.putIfAbsent(term, process);
        if (owner != null && owner != process && promises.uniqueTerm(election, leadership.term())) {
            violate(Invariant.TERM_IS_UNIQUE, owner.id() + " and " + process.id() + " in " + leadership);
        }
        look(process);
        for (SimulatedProcess other : story.processes()) {
            other.code(election).checkOver();
            if (other != process && other.code(election).isRunning()) {
                story.tally().count(Sometimes.OVERRUN_BESIDE_A_SUCCESSOR);
            }
        }
        count(process);
    }

    private void count(SimulatedProcess process) {
        if (process.generation() > 0) {
            story.tally().count(Sometimes.SAME_ID_LEADS_AGAIN);
        }
        List<SimulatedProcess> processes = story.processes();
        if (processes.stream()
                .anyMatch(other ->
                        other.member().leaseMillis() != process.member().leaseMillis())) {
            story.tally().count(Sometimes.LEASES_DIFFER);
        }
    }

    void stopping(SimulatedProcess process, int election, LossReason reason) {
        story.tell(process.id() + " stops leading " + story.electionName(election) + ": " + reason);
        switch (reason) {
            case RENEWAL_TIMED_OUT -> story.tally().count(Sometimes.LOST_BY_TIME_OUT);
            case SESSION_REVOKED -> story.tally().count(Sometimes.LOST_BY_REVOKE);
            case RECORD_CHANGED -> story.tally().count(Sometimes.LOST_BY_RECORD_CHANGE);
            case STORE_FAILED_OVER -> story.tally().count(Sometimes.LOST_BY_FAILOVER);
            case WORK_FAILED -> story.tally().count(Sometimes.LOST_BY_FAILED_WORK);
            case WORK_FINISHED -> story.tally().count(Sometimes.LOST_BY_FINISHED_WORK);
            default -> {}
        }
    }
}
