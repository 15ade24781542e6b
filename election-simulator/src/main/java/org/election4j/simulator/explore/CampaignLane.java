// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.Objects;
import java.util.UUID;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.RivalWatch;
import org.election4j.internal.machine.Standing;
import org.election4j.simulator.explore.Call.Purpose;
import org.election4j.simulator.explore.Scope.Feature;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.jspecify.annotations.Nullable;

/** What the campaign lane of a process can begin to do: a model of {@code ReadPlan} and {@code WritePlan}. */
final class CampaignLane {

    private final Actor actor;

    CampaignLane(Actor actor) {
        this.actor = actor;
    }

    // ---- ReadPlan: what to read
    // --------------------------------------------------------------------------------------

    /** Looks at the election: a follower any time, a holder by H9, and whoever waits for an answer that only a read gives. */
    boolean readElection() {
        RecordKey key = new RecordKey.Election(Actor.ELECTION);
        Phase phase = actor.phase();
        if (phase == Phase.ACQUIRING || (phase == Phase.RELEASING && !actor.campaign.isUnresolved())) {
            return false;
        }
        boolean fresh = actor.campaign.state().sight().fresh();
        boolean known = fresh && !actor.campaign.isUnresolved() && shows(key);
        return (!known || watchesItself(phase)) && ask(Purpose.READ_ELECTION, key);
    }

    private boolean watchesItself(Phase phase) {
        boolean holds = phase == Phase.LEADING || phase == Phase.DRAINING;
        return holds && actor.draft.scope.has(Feature.TIMELY_LOOKS) && actor.heldReadNanos != actor.now;
    }

    /** A read that would show what is known already changes nothing, unless it takes its time. */
    private boolean shows(RecordKey key) {
        Entry there = actor.draft.store.find(key);
        boolean sameEpoch = actor.campaign.state().sight().epoch().equals(actor.draft.store.epoch());
        boolean same = there == null
                ? actor.campaign.state().sight().absent()
                : there.version().equals(actor.campaign.state().sight().version());
        return sameEpoch && same && !actor.draft.scope.has(Feature.READS_ON_THEIR_WAY);
    }

    /** Looks at the holder's session. */
    boolean readSession() {
        RivalWatch rival = actor.rival;
        return rival != null
                && !isKnown(rival)
                && ask(Purpose.READ_SESSION, new RecordKey.Session(rival.incarnation()));
    }

    private boolean isKnown(RivalWatch rival) {
        if (actor.draft.store.hasClock() || actor.draft.scope.has(Feature.READS_ON_THEIR_WAY)) {
            return false;
        }
        Entry there = actor.draft.store.find(new RecordKey.Session(rival.incarnation()));
        boolean same = there == null ? rival.state().absent() : there.version().equals(rival.version());
        return rival.seen() && same && rival.state().epoch().equals(actor.draft.store.epoch());
    }

    /** Looks at the store record, as long as nothing is settled. */
    boolean readStore() {
        return actor.settlement.guard() == null && ask(Purpose.READ_STORE, RecordKey.STORE);
    }

    private boolean ask(Purpose purpose, RecordKey key) {
        actor.campaignCall = Calls.ask(actor, purpose, key);
        if (Calls.arrivedAtOnce(actor)) {
            new CampaignAnswers(actor).answered();
        }
        return true;
    }

    // ---- WritePlan: what to write ----------------------------------------------------------------------------------

    /** Brings the settlement of the epoch forward. */
    boolean settle() {
        CompareAndSet write = actor.settlement.propose(actor.now, actor.draft.freshId(), actor.draft.freshId());
        return write != null && send(Purpose.SETTLE, write);
    }

    /** Ends the session of a silent holder. */
    boolean revoke() {
        Guard guard = actor.settlement.guard();
        RivalWatch rival = actor.rival;
        if (guard == null || rival == null) {
            return false;
        }
        boolean clockAlone = actor.draft.scope.has(Feature.STORE_CLOCK_ALONE);
        CompareAndSet write = rival.revoke(actor.now, clockAlone, actor.draft.freshId(), guard);
        return write != null && send(Purpose.REVOKE, write);
    }

    /** Writes the release of what has drained. */
    boolean release() {
        CompareAndSet write = actor.campaign.release(actor.draft.date(), actor.standing(), actor.draft.freshId());
        return write != null && send(Purpose.RELEASE, write);
    }

    /** H7: what may not be released any more is left to the end of the session. */
    boolean leaveUnreleased() {
        Turn turn = actor.campaign.leaveUnreleased(actor.standing());
        actor.turned(turn);
        return turn != Turn.NONE;
    }

    /** Tries to take the election. */
    boolean acquire() {
        if (actor.phase() != Phase.FOLLOWING || !actor.draft.mayStill(Budget.ACQUISITIONS)) {
            return false;
        }
        Standing standing = actor.standing();
        boolean holderEnded = actor.holderEnded();
        CompareAndSet write =
                actor.campaign.acquire(actor.now, actor.draft.date(), standing, holderEnded, actor.draft.freshId());
        if (write == null) {
            return false;
        }
        notice(holderEnded);
        actor.draft.spend(Budget.ACQUISITIONS);
        return send(Purpose.ACQUIRE, write);
    }

    private void notice(boolean holderEnded) {
        ElectionRecord seen = actor.campaign.state().sight().record();
        if (actor.campaign.state().sight().suspectSinceNanos() != null) {
            actor.draft.tally.saw(Witness.SUSPECT_TAKEN);
        }
        if (holderEnded) {
            actor.draft.tally.saw(Witness.TAKEN_OVER);
        } else if (seen != null && seen.seat() instanceof ElectionRecord.Held) {
            actor.draft.tally.saw(Witness.STRAY_TAKEN_BACK);
        } else if (seen != null && seen.seat() instanceof ElectionRecord.Handover handover) {
            boolean named = handover.candidateId().equals(ProcessState.nameOf(actor.index));
            actor.draft.tally.saw(named ? Witness.HANDOVER_TAKEN : Witness.HANDOVER_EXPIRED);
        }
    }

    private boolean send(Purpose purpose, CompareAndSet write) {
        actor.campaignCall = Call.writing(purpose, write, actor.incarnation());
        return true;
    }

    // ---- what reaches the store ------------------------------------------------------------------------------------

    /** What it means that a write of a process has just landed. */
    static void noticeLanding(Sightings tally, CompareAndSet write, @Nullable UUID ownSession) {
        if (write.next() instanceof SessionRecord session
                && session.state() == SessionRecord.State.ENDED
                && !session.incarnation().equals(ownSession)) {
            tally.saw(write.expected() == null ? Witness.TOMBSTONE_WRITTEN : Witness.REVOKED);
            if (write.expected() != null && !write.onlyIfExpired()) {
                tally.saw(Witness.REVOKED_WITHOUT_CLOCK);
            }
        }
    }

    static UUID nonceOf(Call call) {
        return Objects.requireNonNull(call.write()).next().nonce();
    }
}
