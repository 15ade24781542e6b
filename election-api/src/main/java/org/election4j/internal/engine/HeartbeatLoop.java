// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.UUID;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.internal.runtime.AttemptTrace;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.OneLine;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat lane: creates, renews and ends the session, and reads it where an answer was not clear. Renews are
 * counted from the last send, never at a fixed rate: after a pause there is one, not a burst.
 */
final class HeartbeatLoop {

    private final CandidateEngine engine;
    private final Lane lane;
    private boolean renewWanted;
    private long lastSentNanos;
    private long notBeforeNanos;
    private int unclear;

    HeartbeatLoop(CandidateEngine engine) {
        this.engine = engine;
        this.lane = new Lane(engine, EngineRuntime.Lane.HEARTBEAT, this::beat);
        // A clock may start anywhere: zero is not a time in the past.
        this.lastSentNanos = engine.now();
        this.notBeforeNanos = lastSentNanos;
    }

    Lane lane() {
        return lane;
    }

    /** As soon as it is allowed. */
    void wake() {
        lane.wake();
    }

    /** The store answers the other lane: no need to be patient with it any more. */
    void storeAnswers() {
        if (unclear > 0 && !lane.isCalling()) {
            unclear = 0;
            notBeforeNanos = engine.now();
        }
        wake();
    }

    void wakeAfter(long delayNanos) {
        unclear = 0;
        notBeforeNanos = engine.now() + delayNanos;
        lane.wakeAt(notBeforeNanos);
    }

    /** A heartbeat out of turn: somebody needs fresh validity, or others should see a change. */
    void renewNow() {
        wantRenewal();
        wake();
    }

    /** What nobody wanted until now is not late. */
    private void wantRenewal() {
        long now = engine.now();
        if (!renewWanted && now - notBeforeNanos > 0) {
            notBeforeNanos = now;
        }
        renewWanted = true;
    }

    private @Nullable Long beat(long now) {
        if (engine.own.open() && now - notBeforeNanos > 0) {
            // Until now it waited for other answers, not for this thread.
            notBeforeNanos = now;
        }
        SessionMachine session = engine.own.machine();
        if (session == null) {
            return null;
        }
        if (session.isOutOfDate(now)) {
            session.abandon();
            engine.own.stepped(now);
            return now;
        }
        long due = dueNanos(session);
        if (now - due < 0) {
            return due;
        }
        if (session.wantsRead()) {
            read(session, now);
        } else if (engine.deadlines.allowsRenewal(session)) {
            write(session, due, now);
        }
        return null;
    }

    /** When the next call may be made. */
    private long dueNanos(SessionMachine session) {
        boolean routine = !session.wantsRead()
                && !renewWanted
                && (session.state().phase() == SessionMachine.Phase.LIVE
                        || session.state().phase() == SessionMachine.Phase.STOPPED);
        if (!routine) {
            return notBeforeNanos;
        }
        boolean held = engine.own.isBusy() || session.state().phase() == SessionMachine.Phase.STOPPED;
        long next = lastSentNanos + (held ? engine.timings.renewNanos() : idleRenewNanos());
        return next - notBeforeNanos > 0 ? next : notBeforeNanos;
    }

    private long idleRenewNanos() {
        return engine.census.isReserve() ? engine.timings.reserveRenewNanos() : engine.timings.idleRenewNanos();
    }

    private void write(SessionMachine session, long due, long now) {
        UUID nonce = engine.runtime.freshId();
        CompareAndSet write = session.begin(now, nonce, engine.own.content());
        if (write == null) {
            return;
        }
        AttemptTrace trace = trace(due, now).asHeartbeat();
        engine.heartbeats.add(trace);
        renewWanted = false;
        lastSentNanos = now;
        UUID written = write.next().nonce();
        lane.call(trace, engine.calls.write(write), outcome -> answered(session, written, trace, outcome));
    }

    private void answered(SessionMachine session, UUID nonce, AttemptTrace trace, WriteOutcome outcome) {
        long now = engine.now();
        trace.ended(describe(outcome), now);
        if (outcome instanceof WriteOutcome.Applied applied) {
            engine.settlement.seeEpoch(applied.stamp().epoch());
            engine.recovered(EngineRuntime.Lane.HEARTBEAT);
            unclear = 0;
            notBeforeNanos = now;
        } else if (outcome instanceof WriteOutcome.Rejected rejected) {
            engine.settlement.seeEpoch(rejected.stamp().epoch());
        } else if (outcome instanceof WriteOutcome.Unknown unknown) {
            engine.trouble(EngineRuntime.Lane.HEARTBEAT, "heartbeat unanswered", unknown.cause());
        }
        if (session == engine.own.machine()) {
            session.answered(nonce, outcome, now, engine.own.isBusy());
            engine.own.stepped(now);
        }
    }

    private void read(SessionMachine session, long now) {
        AttemptTrace trace = trace(now, now);
        engine.heartbeats.add(trace);
        notBeforeNanos = now + patience(session);
        unclear++;
        lane.call(trace, engine.calls.read(session.identity().key()), outcome -> readAnswered(session, trace, outcome));
    }

    /**
     * How long to leave the store alone after a heartbeat that was not answered. A leader has no time to lose. Those who
     * stand by are many, may let their validity lapse, and would only add load to a store in trouble.
     */
    private long patience(SessionMachine session) {
        long least = engine.timings.attemptNanos() / 4;
        boolean drains = session.state().phase() == SessionMachine.Phase.STOPPED
                || session.state().phase() == SessionMachine.Phase.ENDING;
        if (unclear == 0 || drains || engine.own.isBusy()) {
            return least;
        }
        long most = Math.min(engine.timings.leaseNanos() / 5, least << Math.min(unclear, 10));
        return Math.max(least, (long) (most * (0.5 + engine.runtime.jitter())));
    }

    private void readAnswered(SessionMachine session, AttemptTrace trace, ReadOutcome outcome) {
        long now = engine.now();
        trace.ended("read", now);
        if (outcome instanceof ReadOutcome.Unknown unknown) {
            engine.trouble(EngineRuntime.Lane.HEARTBEAT, "session not readable", unknown.cause());
        }
        if (session == engine.own.machine()) {
            session.read(outcome, now, engine.own.isBusy());
            // Whatever the read resolved, the unanswered heartbeat is to be made up for now, not in its turn.
            wantRenewal();
            engine.own.stepped(now);
        }
    }

    private AttemptTrace trace(long due, long now) {
        return new AttemptTrace(
                engine.runtime.ticker(), engine.runtime.wallClock(), due, now, engine.timings.attemptNanos());
    }

    private static String describe(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Unknown unknown) {
            return "unknown: " + OneLine.reason(unknown.cause());
        }
        return outcome instanceof WriteOutcome.Applied ? "applied" : "rejected";
    }
}
