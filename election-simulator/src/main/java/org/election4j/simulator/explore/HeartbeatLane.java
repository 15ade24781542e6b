// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.SessionContent;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;

/** What the heartbeat lane of a process can do: a model of {@code HeartbeatLoop} and of the watchdog. */
final class HeartbeatLane {

    private static final SessionContent CONTENT = new SessionContent(List.of(), 0, 0);

    private final Actor actor;

    HeartbeatLane(Actor actor) {
        this.actor = actor;
    }

    /** HeartbeatLoop#beat: opens a session if there is none, and sends the next heartbeat, or the read that has to come first. */
    boolean beat() {
        actor.open();
        SessionMachine session = actor.session;
        if (session == null) {
            return false;
        }
        if (session.wantsRead()) {
            actor.heartbeatCall = Calls.ask(
                    actor, Call.Purpose.RESOLVE_HEARTBEAT, session.identity().key());
            return Calls.arrivedAtOnce(actor) ? answered() : true;
        }
        return isDue(session) && send(session);
    }

    /** At most one heartbeat per moment; the engine leaves longer pauses, but not always the same. */
    private boolean isDue(SessionMachine session) {
        SessionMachine.Phase phase = session.state().phase();
        boolean routine = phase == SessionMachine.Phase.LIVE || phase == SessionMachine.Phase.STOPPED;
        return !routine || actor.now - actor.lastSentNanos > 0;
    }

    private boolean send(SessionMachine session) {
        CompareAndSet write = session.begin(actor.now, actor.draft.freshId(), CONTENT);
        if (write == null) {
            return false;
        }
        actor.lastSentNanos = actor.now;
        actor.heartbeatCall = Call.writing(Call.Purpose.HEARTBEAT, write, actor.incarnation());
        return true;
    }

    /** HeartbeatLoop#answered and #readAnswered. */
    boolean answered() {
        Call call = Objects.requireNonNull(actor.heartbeatCall);
        actor.heartbeatCall = null;
        if (call.purpose() == Call.Purpose.HEARTBEAT) {
            written(call, Objects.requireNonNull(call.outcome()));
        } else {
            resolved(call, Objects.requireNonNull(call.found()));
        }
        return true;
    }

    /** The time limit of the call is over. */
    void unanswered() {
        Call call = Objects.requireNonNull(actor.heartbeatCall);
        actor.heartbeatCall = null;
        written(call, Calls.UNKNOWN);
    }

    private void written(Call call, WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            actor.settlement.seeEpoch(applied.stamp().epoch());
        } else if (outcome instanceof WriteOutcome.Rejected rejected) {
            actor.settlement.seeEpoch(rejected.stamp().epoch());
        }
        SessionMachine session = actor.session;
        if (session == null || !session.identity().incarnation().equals(call.askedUnder())) {
            return;
        }
        UUID nonce = Objects.requireNonNull(call.write()).next().nonce();
        session.answered(nonce, outcome, actor.now, actor.isBusy());
        if (outcome instanceof WriteOutcome.Applied) {
            noticeRenewal(session);
        }
        actor.stepped();
    }

    private void noticeRenewal(SessionMachine session) {
        if (actor.phase() == Phase.LEADING && ++actor.renewals == 2) {
            actor.draft.tally.saw(Witness.RENEWED_TWICE);
        }
        if (actor.phase() == Phase.DRAINING) {
            actor.draft.tally.saw(Witness.RENEWED_WHILE_DRAINING);
        }
        if (actor.leaving && session.state().phase() == SessionMachine.Phase.GONE) {
            actor.draft.tally.saw(Witness.LEFT);
        }
    }

    private void resolved(Call call, ReadOutcome outcome) {
        SessionMachine session = actor.session;
        if (session == null || !session.identity().incarnation().equals(call.askedUnder())) {
            return;
        }
        SessionMachine.State before = session.state();
        session.read(outcome, actor.now, actor.isBusy());
        noticeRecognition(before, session.state());
        // What is unresolved no longer is made up for now, not in its turn.
        actor.lastSentNanos = actor.now - Units.LEASE_NANOS;
        actor.stepped();
    }

    private void noticeRecognition(SessionMachine.State before, SessionMachine.State after) {
        SessionMachine.Write open = before.unresolved();
        Version acked = after.acked();
        if (open != null && acked != null && !acked.equals(before.acked())) {
            boolean latest = acked.nonce().equals(open.nonce());
            actor.draft.tally.saw(latest ? Witness.OWN_HEARTBEAT_RECOGNISED : Witness.SLOW_HEARTBEAT_RECOGNISED);
        }
    }

    // ---- Deadlines -------------------------------------------------------------------------------------------------

    /** Deadlines#look: the watchdog comes as late as it likes. */
    boolean look() {
        SessionMachine session = actor.session;
        if (session == null || !actor.isBusy() || !session.stopIsDue(actor.now)) {
            return false;
        }
        session.tick(actor.now, true);
        actor.stepped();
        return true;
    }

    /** Deadlines#abandonIfOver: user code overran its drain, and the session is left to run out. */
    boolean abandon() {
        SessionMachine session = actor.session;
        if (session == null
                || session.state().phase() != SessionMachine.Phase.STOPPED
                || actor.now - session.state().validUntilNanos() < 0) {
            return false;
        }
        session.abandon();
        actor.stepped();
        return true;
    }
}
