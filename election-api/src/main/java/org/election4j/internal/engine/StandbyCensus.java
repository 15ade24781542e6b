// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;

/**
 * How many stand by, and whether this candidate is one of those that watch closely. A few that look often notice a
 * dead leader as soon as two hundred do. So a leader counts its standbys when it clears up, its session tells them, and
 * each decides at random whether it is among about {@value #ATTENTIVE} that go on as before. The others look,
 * renew and answer hints less often. They are the reserve: alone, one of them notices a dead leader some leases later.
 * Guarded by the engine's lock.
 */
final class StandbyCensus {

    /** How many watch closely on average. That nobody does has a probability of e to the power of -8. */
    static final int ATTENTIVE = 8;

    private final CandidateEngine engine;
    private double draw = -1;

    StandbyCensus(CandidateEngine engine) {
        this.engine = engine;
    }

    /** Whether so many sessions take part in an election led here that it matters how many of them live. */
    boolean mayBe(ListOutcome.Listed sessions) {
        Map<String, Integer> others = others(sessions, Set.of());
        return engine.hintsFlow && led().anyMatch(seat -> others.getOrDefault(seat.name, 0) > ATTENTIVE);
    }

    /** Counts who else takes part in the elections led here. Candidates in too many elections to list are left out. */
    void count(ListOutcome.Listed sessions, Set<UUID> dead) {
        Map<String, Integer> others = others(sessions, dead);
        led().forEach(seat -> seat.standbys = others.getOrDefault(seat.name, 0));
    }

    private Map<String, Integer> others(ListOutcome.Listed sessions, Set<UUID> dead) {
        Map<String, Integer> others = new HashMap<>();
        for (StoredRecord stored : sessions.records()) {
            SessionRecord session = (SessionRecord) stored.record();
            List<String> elections = session.elections();
            boolean counts = session.state() == SessionRecord.State.LIVE
                    && !session.incarnation().equals(engine.own.incarnation())
                    && !dead.contains(session.incarnation());
            if (counts && elections != null) {
                elections.forEach(election -> others.merge(election, 1, Integer::sum));
            }
        }
        return others;
    }

    private Stream<ElectionSeat> led() {
        return engine.seats.values().stream().filter(seat -> seat.phase() == Phase.LEADING);
    }

    /** Takes notice of what a holder tells its standbys: whoever of them follows it knows it, too. */
    void told(SessionRecord holder) {
        for (ElectionSeat seat : engine.seats.values()) {
            ElectionRecord.Held held = seat.machine.state().sight().holder();
            if (seat.isFollowing() && held != null && held.incarnation().equals(holder.incarnation())) {
                seat.standbys = holder.standbys();
            }
        }
    }

    /**
     * What to tell others: the least number in any election that this candidate takes part in; 0 if not known. A standby
     * tells it as well, for it may be looked at as the next leader before its next heartbeat.
     */
    int standbys() {
        OptionalInt least = engine.seats.values().stream()
                .filter(seat -> seat.machine.state().campaigning())
                .mapToInt(seat -> seat.standbys)
                .min();
        return least.orElse(0);
    }

    /** Whether this candidate need not watch closely: it only stands by, hints flow, and in each election it is one of many. */
    boolean isReserve() {
        return engine.hintsFlow
                && !engine.seats.isEmpty()
                && engine.seats.values().stream().allMatch(seat -> seat.isFollowing() && isReserve(seat.standbys));
    }

    private boolean isReserve(int standbys) {
        if (standbys <= ATTENTIVE) {
            return false;
        }
        if (draw < 0) {
            draw = engine.runtime.jitter();
        }
        return draw * standbys >= ATTENTIVE;
    }
}
