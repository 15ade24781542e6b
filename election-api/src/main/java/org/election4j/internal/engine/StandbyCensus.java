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
import org.election4j.spi.SessionRecord;

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

    /** How many others take part in each election, as far as the pass has come; and those of them that were renewed. */
    private final Map<String, Integer> all = new HashMap<>();

    private final Map<String, Integer> renewed = new HashMap<>();
    private double draw = -1;

    StandbyCensus(CandidateEngine engine) {
        this.engine = engine;
    }

    /** A pass through all sessions begins. */
    void begin() {
        all.clear();
        renewed.clear();
    }

    /** Counts some of the sessions. Candidates in too many elections to list are left out. */
    void count(List<SessionRecord> sessions, Set<UUID> unchanged) {
        for (SessionRecord session : sessions) {
            List<String> elections = session.elections();
            boolean counts = session.state() == SessionRecord.State.LIVE
                    && !session.incarnation().equals(engine.own.incarnation());
            if (counts && elections != null) {
                boolean isRenewed = !unchanged.contains(session.incarnation());
                for (String election : elections) {
                    all.merge(election, 1, Integer::sum);
                    renewed.merge(election, isRenewed ? 1 : 0, Integer::sum);
                }
            }
        }
    }

    /** Whether so many sessions take part in an election led here that it matters how many of them live. */
    boolean mayBe() {
        return engine.hintsFlow && led().anyMatch(seat -> all.getOrDefault(seat.name, 0) > ATTENTIVE);
    }

    /** The pass is over: so many others take part in the elections led here. */
    void counted(boolean withoutUnchanged) {
        Map<String, Integer> others = withoutUnchanged ? renewed : all;
        led().forEach(seat -> seat.standbys = others.getOrDefault(seat.name, 0));
        begin();
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
