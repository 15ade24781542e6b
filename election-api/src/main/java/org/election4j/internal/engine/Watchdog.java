// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import org.election4j.LossReason;
import org.election4j.OverrunPolicy;
import org.election4j.internal.leadership.LeadershipRun;
import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * The watchdog lane: gives the stop signal when the session has come too close to its end, and reports user code that
 * overruns. It only reads the clock, so no store can hold it up.
 */
final class Watchdog {

    /** How long a JVM that is to halt waits for the line that says so. */
    private static final long LAST_WORDS_NANOS = 100_000_000;

    private static final long INTERRUPT_AGAIN_NANOS = 1_000_000_000L;

    private final CandidateEngine engine;
    private final Lane lane;

    Watchdog(CandidateEngine engine) {
        this.engine = engine;
        this.lane = new Lane(engine, EngineRuntime.Lane.WATCHDOG, this::look);
    }

    /** Looks at the clock at the given time, at the latest. */
    void arm(long atNanos) {
        lane.wakeAt(atNanos);
    }

    private @Nullable Long look(long now) {
        SessionMachine session = engine.own.machine();
        if (session != null) {
            session.tick(now, engine.own.isBusy());
            engine.own.stepped(now);
        }
        for (ElectionSeat seat : engine.seats.values()) {
            engine.leaderships.resume(seat, now);
            lookAt(seat, now);
        }
        session = engine.own.machine();
        if (session != null) {
            abandonIfOver(session, now);
            rearm(session, now);
        }
        return superviseCalls(now);
    }

    /** A call that never returns would be seen by nobody else: its lane waits for it. */
    private @Nullable Long superviseCalls(long now) {
        Long heartbeat = engine.heartbeat.lane().supervise(now);
        Long campaign = engine.campaign.lane().supervise(now);
        if (heartbeat == null || campaign == null) {
            return heartbeat == null ? campaign : heartbeat;
        }
        return ReadPlan.earlier(heartbeat, campaign);
    }

    private void rearm(SessionMachine session, long now) {
        if (session.state().phase() == SessionMachine.Phase.LIVE && !session.stopIsDue(now)) {
            arm(session.stopAtNanos());
        }
        if (session.state().phase() == SessionMachine.Phase.STOPPED && !allowsRenewal(session)) {
            long end = session.state().validUntilNanos();
            arm(end - now > 0 ? end : now + 1);
        }
    }

    private void lookAt(ElectionSeat seat, long now) {
        Long overrunAt = seat.overrunAtNanos;
        if (overrunAt == null) {
            return;
        }
        long current = seat.overrun ? overrunAt : overrunAt(seat);
        if (now - current < 0) {
            seat.overrunAtNanos = current;
            arm(current);
            return;
        }
        LeadershipRun run = seat.run;
        if (run == null) {
            return;
        }
        if (!seat.overrun) {
            seat.overrun = true;
            report(seat);
        }
        if (seat.options.overrun() == OverrunPolicy.INTERRUPT) {
            engine.effect(run::interrupt);
        }
        seat.overrunAtNanos = now + INTERRUPT_AGAIN_NANOS;
        arm(now + INTERRUPT_AGAIN_NANOS);
    }

    /**
     * When user code that drains runs out of time: at the drain limit, or shortly before somebody else can lead, whichever
     * comes first.
     */
    long overrunAt(ElectionSeat seat) {
        long limit = seat.stoppedNanos + Nanos.of(seat.options.drainLimit());
        Long validUntil = validUntilNanos(seat);
        if (validUntil == null) {
            // Somebody may lead already; user code still gets a moment to notice the stop signal.
            return seat.stoppedNanos + engine.timings.leaseNanos() / 20;
        }
        long end = validUntil - engine.timings.leaseNanos() / 50;
        return isRenewed() || end - limit >= 0 ? limit : end;
    }

    /** For how long nobody else can lead what is draining here, if no further heartbeat is acknowledged. */
    long exclusiveForNanos(ElectionSeat seat) {
        Long validUntil = validUntilNanos(seat);
        return validUntil == null ? 0 : Math.max(0, validUntil - engine.now());
    }

    /** Until when the session that the seat is held through protects it; null if it does not. */
    private @Nullable Long validUntilNanos(ElectionSeat seat) {
        SessionMachine session = engine.own.machine();
        CampaignState.Tenure tenure = seat.machine.state().tenure();
        if (session == null || tenure == null || !seat.exclusive) {
            return null;
        }
        boolean gone = session.state().phase() == SessionMachine.Phase.GONE;
        boolean current =
                !gone && tenure.incarnation().equals(session.identity().incarnation());
        return current ? Long.valueOf(session.state().validUntilNanos()) : null;
    }

    /** While heartbeats are acknowledged the end of the validity moves on, and only the drain limit counts. */
    private boolean isRenewed() {
        SessionMachine session = engine.own.machine();
        LossReason reason = session == null ? null : session.state().reason();
        return reason == null || reason.chosen();
    }

    private void report(ElectionSeat seat) {
        boolean halt = seat.options.overrun() == OverrunPolicy.HALT;
        String what = "leader work or a callback has not returned although its time to drain is over; it may soon work"
                + " beside another leader" + (halt ? "; halting the JVM" : "");
        engine.effect(() -> engine.log.overrun(seat.name, seat.term(), what));
        if (halt) {
            // Once the line is written, and soon in any case.
            engine.effect(() -> engine.log.afterwards(engine.runtime::halt));
            engine.runtime.schedule(EngineRuntime.Lane.WATCHDOG, LAST_WORDS_NANOS, engine.runtime::halt);
        }
    }

    /** A session that stopped is renewed for the sake of the drain, until everything that drains has overrun. */
    boolean allowsRenewal(SessionMachine session) {
        if (session.state().phase() != SessionMachine.Phase.STOPPED) {
            return true;
        }
        return engine.seats.values().stream()
                .anyMatch(seat -> seat.machine.occupies(session.identity().incarnation()) && !seat.overrun);
    }

    /** What overran through a session that stopped keeps its exclusivity to the end, and no longer. */
    private void abandonIfOver(SessionMachine session, long now) {
        boolean stopped = session.state().phase() == SessionMachine.Phase.STOPPED;
        if (stopped && !allowsRenewal(session) && now - session.state().validUntilNanos() >= 0) {
            session.abandon();
            engine.own.stepped(now);
        }
    }
}
