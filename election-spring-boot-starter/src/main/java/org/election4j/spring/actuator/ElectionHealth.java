// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.election4j.Candidate;
import org.election4j.CandidateStatus;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.spring.Elections;

/**
 * Whether the campaign works, which is health; who leads is a detail. Reads memory only.
 *
 * @param state whether it works
 * @param details what each election is doing
 */
record ElectionHealth(State state, Map<String, Object> details) {

    enum State {
        /** The store answers, and nothing stands in the way. */
        UP,
        /** The store cannot be reached or is refused, or work that was told to stop holds an election up. */
        DOWN,
        /** There is no campaign, or the store has not answered yet. */
        UNKNOWN
    }

    static ElectionHealth of(Elections elections) {
        Map<String, Object> details = new LinkedHashMap<>();
        Optional<Candidate> candidate = elections.candidate();
        if (candidate.isEmpty()) {
            details.put("campaign", "not running");
            return new ElectionHealth(State.UNKNOWN, details);
        }
        boolean down = isCutOff(candidate.get().status());
        boolean unanswered = false;
        for (String name : elections.names()) {
            LeaderElector elector = elections.elector(name);
            ElectorStatus status = elector.status();
            down |= isStuck(status);
            unanswered |= status.state() == ElectorStatus.State.STARTING;
            details.put(name, detail(elector, status));
        }
        return new ElectionHealth(down ? State.DOWN : unanswered ? State.UNKNOWN : State.UP, details);
    }

    /** A failed call is no news. A session that has run out is. */
    private static boolean isCutOff(CandidateStatus status) {
        return status.lastError() != null && status.validity().isZero();
    }

    private static boolean isStuck(ElectorStatus status) {
        return switch (status.state()) {
            case REFUSED, OVERRUN -> true;
            case STARTING -> status.lastError() != null;
            case SETTLING, FOLLOWING, ACQUIRING, LEADING, DRAINING, RELEASING, COOLING_DOWN, CLOSED -> false;
        };
    }

    private static Map<String, Object> detail(LeaderElector elector, ElectorStatus status) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("leading", elector.isLeader());
        detail.put("state", status.state().name());
        elector.currentLeader().ifPresent(leader -> detail.put("leader", leader.candidateId()));
        detail.put("nextStep", status.nextStep());
        if (status.lastError() != null) {
            detail.put("lastError", status.lastError());
        }
        return detail;
    }
}
