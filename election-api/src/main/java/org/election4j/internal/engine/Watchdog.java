// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

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
    private @Nullable Long freeSinceNanos;
    private boolean halting;

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
        if (engine.lifecycle() == CandidateEngine.Lifecycle.LEAVING) {
            lookAtLeaving(now);
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
        LeadershipRun run = seat.run;
        Long overrunAt = seat.overrunAtNanos;
        if (run != null && overrunAt != null) {
            long current = seat.overrun ? overrunAt : overrunAt(seat, run);
            if (now - current < 0) {
                rearm(seat, current);
            } else if (!seat.overrun && now - overrunAt > momentNanos(seat)) {
                // This process stood still. User code did as well, and is to have its moment.
                rearm(seat, now + momentNanos(seat));
            } else {
                overran(seat, run);
                rearm(seat, now + INTERRUPT_AGAIN_NANOS);
            }
        }
        if (run != null && seat.closing && run.isDrained()) {
            closeInVain(seat, now);
        }
    }

    private void rearm(ElectionSeat seat, long atNanos) {
        seat.overrunAtNanos = atNanos;
        arm(atNanos);
    }

    /** A release that is written when somebody else can lead anyway helps nobody. */
    private void closeInVain(ElectionSeat seat, long now) {
        Long validUntil = validUntilNanos(seat);
        if (validUntil == null || now - validUntil >= 0) {
            engine.leaderships.closed(seat);
        } else {
            arm(validUntil);
        }
    }

    /** Applies the policy to user code that runs out of time. */
    void overran(ElectionSeat seat, LeadershipRun run) {
        if (!seat.overrun) {
            seat.overrun = true;
            report(seat, run.handle().term());
        }
        if (seat.options.overrun() == OverrunPolicy.INTERRUPT) {
            engine.effect(run::interrupt);
        }
    }

    /** User code has this long to return, however late it hears the stop signal. */
    private long momentNanos(ElectionSeat seat) {
        return Math.min(Nanos.of(seat.options.drainLimit()), engine.timings.leaseNanos() / 20);
    }

    /**
     * When user code that drains runs out of time: at the drain limit, or shortly before somebody else can lead, whichever
     * comes first; but never before it has heard the stop signal and had a moment to return. While heartbeats are
     * acknowledged the moment at which somebody else can lead moves on.
     */
    long overrunAt(ElectionSeat seat, LeadershipRun run) {
        Long heard = run.heardNanos();
        long from = heard == null ? seat.stoppedNanos : heard;
        long soonest = from + momentNanos(seat);
        Long validUntil = validUntilNanos(seat);
        if (validUntil == null) {
            return soonest;
        }
        long end = earlier(from + Nanos.of(seat.options.drainLimit()), validUntil - engine.timings.leaseNanos() / 50);
        return later(soonest, end);
    }

    private static long earlier(long one, long other) {
        return one - other <= 0 ? one : other;
    }

    private static long later(long one, long other) {
        return one - other >= 0 ? one : other;
    }

    // ---- leaving ---------------------------------------------------------------------------------------------------

    /** A candidate that leaves waits for what can still help somebody, and no longer. */
    private void lookAtLeaving(long now) {
        boolean pinned = engine.seats.values().stream().anyMatch(seat -> seat.pins.waiting() != null);
        if (pinned) {
            return;
        }
        long end = writingEndNanos(now);
        for (ElectionSeat seat : engine.seats.values()) {
            LeadershipRun run = seat.run;
            if (run != null && !run.isDrained()) {
                end = later(end, seat.stoppedNanos + Nanos.of(seat.options.drainLimit()));
            }
        }
        if (now - end < 0) {
            arm(end);
        } else {
            engine.shutDown();
        }
    }

    /**
     * Until when it is of use to tell the store: until others can lead anyway, or, where nothing is held that others could
     * lead, for as many attempts as it takes to find out about a heartbeat and to say that the session is over.
     */
    private long writingEndNanos(long now) {
        SessionMachine session = engine.own.machine();
        if (session == null) {
            return now;
        }
        if (engine.own.isBusy()) {
            freeSinceNanos = null;
            return session.state().validUntilNanos();
        }
        if (freeSinceNanos == null) {
            freeSinceNanos = now;
        }
        return freeSinceNanos + 3 * engine.timings.attemptNanos();
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

    private void report(ElectionSeat seat, long term) {
        boolean halt = seat.options.overrun() == OverrunPolicy.HALT;
        String what = "leader work or a callback has not returned although its time to drain is over; it may soon work"
                + " beside another leader" + (halt ? "; halting the JVM" : "");
        engine.log.overrun(seat.name, term, what);
        if (halt) {
            halting = true;
            // Once the line is written, and soon in any case.
            engine.effect(() -> engine.log.afterwards(engine.runtime::halt));
            engine.runtime.schedule(EngineRuntime.Lane.WATCHDOG, LAST_WORDS_NANOS, engine.runtime::halt);
        }
    }

    /** Whether the JVM is about to be halted. */
    boolean isHalting() {
        return halting;
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
