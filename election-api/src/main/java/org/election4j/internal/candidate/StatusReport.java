// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import java.time.Duration;
import org.election4j.ElectorStatus;
import org.election4j.ElectorStatus.State;
import org.election4j.LeaderInfo;
import org.election4j.Takeover;
import org.election4j.internal.engine.CandidateEngine;
import org.election4j.internal.engine.ElectionSeat;
import org.election4j.internal.leadership.Pins;
import org.election4j.internal.machine.RivalWatch;
import org.election4j.spi.ElectionRecord;
import org.jspecify.annotations.Nullable;

/** Says in words what an elector is doing. Reads under the engine's lock. */
final class StatusReport {

    private StatusReport() {}

    static ElectorStatus of(CandidateEngine engine, ElectionSeat seat) {
        long now = engine.now();
        State state = state(engine, seat, now);
        return new ElectorStatus(
                seat.name,
                engine.settings.id(),
                state,
                seat.term(),
                seat.leader,
                engine.trouble(),
                nextStep(engine, seat, state, now),
                engine.runtime.wallClock());
    }

    private static State state(CandidateEngine engine, ElectionSeat seat, long now) {
        if (seat.closed.isDone()) {
            return State.CLOSED;
        }
        return switch (seat.phase()) {
            case LEADING -> engine.own.cell().isOpen(engine.runtime.ticker()) ? State.LEADING : State.DRAINING;
            case DRAINING -> seat.overrun ? State.OVERRUN : State.DRAINING;
            case RELEASING -> State.RELEASING;
            case ACQUIRING -> State.ACQUIRING;
            case FOLLOWING -> following(engine, seat, now);
        };
    }

    private static State following(CandidateEngine engine, ElectionSeat seat, long now) {
        if (engine.settlement.refusal() != null) {
            return State.REFUSED;
        }
        if (!engine.accepted || engine.settlement.epoch() == null) {
            return engine.troubles.isRefused() ? State.REFUSED : State.STARTING;
        }
        if (engine.settlement.isUnsettled()) {
            return State.SETTLING;
        }
        return seat.machine.isResting(now) ? State.COOLING_DOWN : State.FOLLOWING;
    }

    private static String nextStep(CandidateEngine engine, ElectionSeat seat, State state, long now) {
        return switch (state) {
            case STARTING -> "reaching the store " + engine.storeName;
            case REFUSED -> "asking the store again in at most " + engine.timings.lease();
            case SETTLING -> "waiting until old promises have run out" + in(engine.settlement.settlesAtNanos(), now);
            case FOLLOWING -> following(engine, seat, seat.leader, now);
            case ACQUIRING -> "waiting for the store to answer the acquisition";
            case LEADING -> leading(engine, seat, now);
            case DRAINING -> "waiting for leader work and callbacks to return" + in(seat.overrunAtNanos, now);
            case OVERRUN -> "waiting for leader work and callbacks that should have returned by now";
            case RELEASING -> "giving the election up in the store";
            case COOLING_DOWN -> "resting" + in(seat.machine.state().restUntilNanos(), now);
            case CLOSED -> "nothing";
        };
    }

    private static String leading(CandidateEngine engine, ElectionSeat seat, long now) {
        Pins.GivingUp waiting = seat.pins.waiting();
        long unheard = seat.callbacks.waitingNanos(now);
        if (unheard > engine.timings.attemptNanos()) {
            return "renewing; callbacks have been waiting for a free thread for " + Duration.ofNanos(unheard);
        }
        return waiting == null
                ? "renewing every " + Duration.ofNanos(engine.timings.renewNanos())
                : "giving up (" + waiting.reason() + ") when the last pin is closed, at most in"
                        + in(seat.pins.endNanos(), now);
    }

    private static String following(CandidateEngine engine, ElectionSeat seat, @Nullable LeaderInfo leader, long now) {
        if (engine.own.machine() == null) {
            return "opening a session";
        }
        String unknown = engine.unknownRecords.of(seat.name);
        if (unknown != null) {
            return unknown;
        }
        ElectionRecord record = seat.machine.state().sight().record();
        if (record != null && record.seat() instanceof ElectionRecord.Paused) {
            return "waiting for the pause of this election to end";
        }
        if (leader == null) {
            return seat.everRead ? "acquiring the free election" : "reading the election";
        }
        RivalWatch watch = engine.campaign.agenda().watchOf(seat);
        Long ripe = watch == null ? null : watch.ripeAtNanos(engine.settings.takeover() == Takeover.STORE_CLOCK);
        if (watch == null) {
            return "reading the election";
        }
        return "watching the session of '" + leader.candidateId() + "'"
                + (ripe == null ? "" : "; silent for another" + in(ripe, now) + " it will be revoked");
    }

    private static String in(@Nullable Long atNanos, long now) {
        return atNanos == null ? "" : " " + Duration.ofMillis(Math.max(0, (atNanos - now) / 1_000_000));
    }
}
