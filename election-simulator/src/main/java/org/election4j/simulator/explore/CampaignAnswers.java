// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.Objects;
import java.util.UUID;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.RivalWatch;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** Answers on the campaign lane: a model of {@code CampaignLoop}, {@code ReadPlan#answered} and {@code WritePlan}. */
final class CampaignAnswers {

    private final Actor actor;

    CampaignAnswers(Actor actor) {
        this.actor = actor;
    }

    void answered() {
        Call call = Objects.requireNonNull(actor.campaignCall);
        actor.campaignCall = null;
        if (call.found() != null) {
            read(call, call.found());
        } else {
            written(call, Objects.requireNonNull(call.outcome()));
        }
    }

    /** The time limit of the call is over. */
    void unanswered() {
        Call call = Objects.requireNonNull(actor.campaignCall);
        actor.campaignCall = null;
        written(call, Calls.UNKNOWN);
    }

    // ---- ReadPlan#answered
    // -------------------------------------------------------------------------------------------

    private void read(Call call, ReadOutcome outcome) {
        StoreStamp stamp =
                outcome instanceof ReadOutcome.Found found ? found.stamp() : ((ReadOutcome.Absent) outcome).stamp();
        actor.seeEpoch(stamp.epoch(), call.askedUnder());
        switch (call.purpose()) {
            case READ_STORE -> actor.settlement.read(outcome, actor.now);
            case READ_SESSION -> sessionRead(call, outcome);
            default -> electionRead(outcome);
        }
    }

    private void sessionRead(Call call, ReadOutcome outcome) {
        RivalWatch rival = actor.rival;
        if (rival != null && new RecordKey.Session(rival.incarnation()).equals(call.key())) {
            rival.see(outcome, actor.now);
        }
    }

    private void electionRead(ReadOutcome outcome) {
        CampaignState before = actor.campaign.state();
        boolean unresolved = actor.campaign.isUnresolved();
        Turn turn = actor.campaign.read(outcome, actor.now, actor.standing());
        actor.heldReadNanos = actor.now;
        if (unresolved && turn == Turn.GAINED) {
            actor.draft.tally.saw(Witness.OWN_ACQUISITION_RECOGNISED);
        }
        if (unresolved && turn == Turn.RELEASED) {
            actor.draft.tally.saw(Witness.OWN_RELEASE_RECOGNISED);
        }
        if (before.phase() == Phase.FOLLOWING && actor.phase() == Phase.RELEASING) {
            actor.draft.tally.saw(Witness.STRAY_TAKEN_BACK);
        }
        actor.turned(turn);
    }

    // ---- CampaignLoop#written --------------------------------------------------------------------------------------

    private void written(Call call, WriteOutcome outcome) {
        String epoch = epochOf(outcome);
        if (epoch != null) {
            actor.seeEpoch(epoch, call.askedUnder());
        }
        UUID nonce = CampaignLane.nonceOf(call);
        switch (call.purpose()) {
            case SETTLE -> actor.settlement.doubt();
            case REVOKE -> revoked(call, outcome);
            case RELEASE -> {
                actor.turned(actor.campaign.releaseAnswered(nonce, outcome, actor.now));
                doubt(outcome);
            }
            default -> {
                actor.turned(actor.campaign.acquireAnswered(nonce, outcome, actor.now, actor.standing()));
                doubt(outcome);
            }
        }
    }

    private void revoked(Call call, WriteOutcome outcome) {
        RivalWatch rival = actor.rival;
        boolean watched = rival != null && new RecordKey.Session(rival.incarnation()).equals(call.key());
        if (outcome instanceof WriteOutcome.Applied && rival != null && watched) {
            rival.revoked();
        }
        doubt(outcome);
    }

    /** WritePlan#doubtSettlement: a rejection may be the guard's. */
    private void doubt(WriteOutcome outcome) {
        boolean guarded = !actor.draft.store.epoch().isEmpty();
        if (outcome instanceof WriteOutcome.Rejected && guarded) {
            actor.settlement.doubt();
        }
    }

    private static @Nullable String epochOf(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            return applied.stamp().epoch();
        }
        return outcome instanceof WriteOutcome.Rejected rejected
                ? rejected.stamp().epoch()
                : null;
    }
}
