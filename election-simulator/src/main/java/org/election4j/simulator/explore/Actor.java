// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.Objects;
import java.util.UUID;
import org.election4j.LossReason;
import org.election4j.internal.machine.CampaignMachine;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.RivalWatch;
import org.election4j.internal.machine.SessionIdentity;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.internal.machine.SettlementMachine;
import org.election4j.internal.machine.Standing;
import org.election4j.internal.machine.Timings;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.jspecify.annotations.Nullable;

/**
 * One process for the time of one step: its production machines, filled with the states of a world, and the rules by which
 * the engine keeps them in line with each other.
 *
 * <p>The machines are the production classes. What is here of {@code CandidateSession}, {@code HeartbeatLoop}, {@code WritePlan},
 * {@code ReadPlan} and {@code LeadershipDriver} is a model of them: when they <em>may</em> act, not when they will. Every method
 * names its original.
 */
class Actor {

    static final String ELECTION = "e";

    final Draft draft;
    final int index;
    final long now;
    final CampaignMachine campaign = new CampaignMachine(ELECTION, true);
    final Timings timings;
    final SettlementMachine settlement;

    @Nullable
    SessionMachine session;

    @Nullable
    RivalWatch rival;

    @Nullable
    Call heartbeatCall;

    @Nullable
    Call campaignCall;

    boolean leaving;
    long lastSentNanos;
    long heldReadNanos;
    int renewals;
    private String rivalId;
    private int sessions;
    private boolean recordLost;
    private @Nullable Long protectedUntilNanos;
    private final boolean lapsed;
    private long copiedAt;

    Actor(Draft draft, int index) {
        ProcessState before = draft.processes.get(index);
        this.draft = draft;
        this.index = index;
        this.now = before.clock();
        this.timings = before.timings();
        this.settlement = new SettlementMachine(draft.scope.constant(index), null);
        this.campaign.restore(before.campaign());
        this.settlement.restore(before.settlement());
        if (before.identity() != null && before.session() != null) {
            session = new SessionMachine(before.identity(), timings);
            session.restore(before.session());
        }
        this.rival = before.rival() == null ? null : before.rival().machine();
        this.rivalId = before.rival() == null ? "" : before.rival().candidateId();
        this.heartbeatCall = before.heartbeatCall();
        this.campaignCall = before.campaignCall();
        this.leaving = before.leaving();
        this.lastSentNanos = before.lastSentNanos();
        this.heldReadNanos = before.heldReadNanos();
        this.renewals = before.renewals();
        this.sessions = before.sessions();
        this.recordLost = before.recordLost();
        this.protectedUntilNanos = before.protectedUntilNanos();
        this.lapsed = before.lapsed();
        this.copiedAt = before.copiedAt();
    }

    /** Puts what has become of the process into the next world. */
    void save() {
        rewatch();
        if (draft.scope.failsOver()) {
            noticeQuarantine();
        }
        if (campaign.state().phase() != Phase.DRAINING && campaign.state().phase() != Phase.LEADING) {
            protectedUntilNanos = null;
            recordLost = false;
            renewals = 0;
            if (copiedAt == ProcessState.UNTIL_DRAINED) {
                copiedAt = ProcessState.NEVER;
            }
        }
        draft.processes.set(
                index,
                new ProcessState(
                        index,
                        now,
                        timings,
                        leaving,
                        sessions,
                        session == null ? null : session.identity(),
                        session == null ? null : session.state(),
                        lastSentNanos,
                        campaign.state(),
                        rival == null ? null : Rival.of(rival, rivalId),
                        settlement.state(),
                        heartbeatCall,
                        campaignCall,
                        heldReadNanos,
                        recordLost,
                        protectedUntilNanos,
                        lapsed,
                        renewals,
                        copiedAt));
    }

    Phase phase() {
        return campaign.state().phase();
    }

    @Nullable
    UUID incarnation() {
        return session == null ? null : session.identity().incarnation();
    }

    // ---- CandidateSession
    // ------------------------------------------------------------------------------------------------

    /** CandidateSession#isBusy. */
    boolean isBusy() {
        UUID incarnation = incarnation();
        return incarnation != null && campaign.occupies(incarnation);
    }

    private boolean isHolding() {
        CampaignState.Tenure tenure = campaign.state().tenure();
        return tenure != null && tenure.incarnation().equals(incarnation());
    }

    /** CandidateSession#open. */
    void open() {
        String epoch = settlement.epoch();
        boolean ready = settlement.looked() && settlement.refusal() == null;
        if (session == null && !leaving && ready && epoch != null && sessions < draft.scope.sessions()) {
            SessionIdentity identity = new SessionIdentity(draft.freshId(), ProcessState.nameOf(index), null, epoch);
            session = new SessionMachine(identity, timings);
            sessions++;
            lastSentNanos = now - Units.LEASE_NANOS;
        }
    }

    /** CandidateSession#seeEpoch. */
    void seeEpoch(String epoch, @Nullable UUID askedUnder) {
        settlement.seeEpoch(epoch);
        SessionMachine current = session;
        if (current != null && Objects.equals(askedUnder, incarnation()) && !current.sameEpoch(epoch)) {
            stepped();
        }
    }

    /** CandidateSession#stepped. */
    void stepped() {
        SessionMachine current = session;
        if (current == null) {
            return;
        }
        SessionMachine.Phase phase = current.state().phase();
        if (phase == SessionMachine.Phase.OPENING || phase == SessionMachine.Phase.LIVE) {
            return;
        }
        if (isHolding()) {
            if (campaign.stop(null) && current.state().reason() == LossReason.RENEWAL_TIMED_OUT) {
                draft.tally.saw(Witness.STOPPED_IN_TIME);
            }
        }
        if (phase == SessionMachine.Phase.STOPPED && !isHolding()) {
            current.end();
        }
        if (current.state().phase() == SessionMachine.Phase.GONE) {
            gone(current);
        }
    }

    private void gone(SessionMachine current) {
        if (isHolding() && current.state().acked() != null) {
            protectedUntilNanos = current.state().validUntilNanos();
            if (current.state().reason() == LossReason.STORE_FAILED_OVER) {
                draft.tally.saw(Witness.EPOCH_STOPPED_A_LEADER);
            }
        }
        boolean borrowed = copiedAt != ProcessState.NEVER && current.state().ackedNumber() <= copiedAt;
        copiedAt = borrowed && protectedUntilNanos != null ? ProcessState.UNTIL_DRAINED : ProcessState.NEVER;
        session = null;
    }

    Standing standing() {
        return Standing.of(session, settlement, leaving, timings, now);
    }

    // ---- LeadershipDriver#turned
    // ----------------------------------------------------------------------------------------

    void turned(Turn turn) {
        switch (turn) {
            case GAINED -> {
                renewals = 0;
                recordLost = false;
                heldReadNanos = now;
                noticeGain();
            }
            case RECORD_CHANGED -> {
                recordLost = true;
                draft.tally.saw(Witness.RECORD_CHANGE_SEEN);
            }
            case SUSPICIOUS -> draft.tally.saw(Witness.SUSPECTED);
            default -> {}
        }
        if (turn == Turn.RELEASED || turn == Turn.RELEASE_LOST) {
            stepped();
        }
    }

    private void noticeGain() {
        draft.tally.saw(Witness.LED);
        if (sessions > 1) {
            draft.tally.saw(Witness.SECOND_INCARNATION_LED);
        }
        if (Budget.FAILOVERS.spent(draft.spent) > 0) {
            draft.tally.saw(Witness.LED_AFTER_FAILOVER);
        }
    }

    // ---- ReadPlan#rewatch
    // --------------------------------------------------------------------------------------------

    /** Watches the session of the holder that is followed, unless it is the own one, and no other. */
    private void rewatch() {
        ElectionRecord.Held held = campaign.state().sight().holder();
        boolean follows = phase() == Phase.FOLLOWING && campaign.state().campaigning();
        if (held == null || !follows || held.incarnation().equals(incarnation())) {
            rival = null;
        } else if (rival == null || !rival.incarnation().equals(held.incarnation())) {
            rival = new RivalWatch(held.incarnation(), held.candidateId(), held.lease());
            rivalId = held.candidateId();
        }
    }

    boolean holderEnded() {
        String epoch = settlement.guard() == null
                ? null
                : Objects.requireNonNull(settlement.guard()).epoch();
        ElectionRecord.Held held = campaign.state().sight().holder();
        return rival != null
                && held != null
                && rival.incarnation().equals(held.incarnation())
                && epoch != null
                && rival.endedIn(epoch);
    }

    /** Whether only the settlement keeps this process from taking the seat. */
    private void noticeQuarantine() {
        if (settlement.guard() == null && settlement.looked()) {
            Standing mine = standing();
            Guard pretended = new Guard(draft.store.epoch(), null);
            Standing settled = new Standing(
                    mine.incarnation(),
                    mine.candidateId(),
                    mine.address(),
                    mine.lease(),
                    mine.usable(),
                    mine.mayAcquire(),
                    mine.releasable(),
                    mine.begun(),
                    mine.assured(),
                    pretended,
                    mine.maxLeaseNanos());
            if (campaign.wants(now, settled, false)) {
                draft.tally.saw(Witness.QUARANTINED);
            }
        }
    }
}
