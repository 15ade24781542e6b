// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.List;
import java.util.Optional;
import org.election4j.LeaderInfo;
import org.election4j.OverrunPolicy;
import org.election4j.internal.leadership.CallbackQueue;
import org.election4j.internal.leadership.ElectorSettings;
import org.election4j.internal.machine.CampaignMachine;
import org.election4j.internal.machine.CampaignState;
import org.jspecify.annotations.Nullable;

/**
 * Who sits where: one seat per election, taken by an elector, or by observations alone, or by what an elector that has
 * closed left behind. What a machine knows of an election outlives the elector, because acquisitions given up may still
 * land. Guarded by the engine's lock.
 */
public final class SeatRegistry {

    private final CandidateEngine engine;

    SeatRegistry(CandidateEngine engine) {
        this.engine = engine;
    }

    /**
     * Takes the seat of an election for an elector.
     *
     * @return the seat
     * @throws IllegalStateException if it is taken, or the candidate is closed
     */
    public ElectionSeat take(String name, ElectorSettings options) {
        requireRunning();
        ElectionSeat present = engine.seats.get(name);
        if (present != null && !isVacant(present)) {
            throw new IllegalStateException("candidate '" + engine.settings.id()
                    + "' already has an elector for election '" + name + "'"
                    + (present.closing ? " that has not finished closing" : ""));
        }
        return replace(present, name, true, options);
    }

    /** Only looked through, or left by an elector that has closed. */
    private static boolean isVacant(ElectionSeat seat) {
        boolean looksOnly = !seat.closing && !seat.machine.state().campaigning();
        return looksOnly || (seat.closed.isDone() && seat.run == null && seat.isFollowing());
    }

    /** Looks through the seat of an election, which is made if there is none. */
    public void observe(String name, ObservationHandle observation) {
        requireRunning();
        ElectionSeat seat = engine.seats.get(name);
        if (seat == null) {
            seat = replace(null, name, false, lookingOnly());
        }
        seat.observers.add(observation);
        if (seat.leaderKnown) {
            Optional<LeaderInfo> leader = Optional.ofNullable(seat.leader);
            engine.effect(() -> observation.seen(leader));
        }
    }

    /** Looks no longer. */
    void unobserve(String name, ObservationHandle observation) {
        ElectionSeat seat = engine.seats.get(name);
        if (seat == null || !seat.observers.remove(observation)) {
            return;
        }
        boolean looksOnly = !seat.closing && !seat.machine.state().campaigning();
        if (looksOnly && seat.observers.isEmpty()) {
            engine.seats.remove(name, seat);
        }
    }

    /** An elector has closed, and nothing of it can land any more. */
    void vacate(ElectionSeat seat) {
        if (engine.seats.get(seat.name) != seat) {
            return;
        }
        if (seat.observers.isEmpty() || engine.lifecycle() != CandidateEngine.Lifecycle.RUNNING) {
            engine.seats.remove(seat.name);
        } else {
            replace(seat, seat.name, false, lookingOnly());
        }
    }

    private ElectionSeat replace(
            @Nullable ElectionSeat before, String name, boolean campaigning, ElectorSettings options) {
        CampaignMachine machine = new CampaignMachine(name, campaigning);
        CallbackQueue callbacks = new CallbackQueue(engine.runtime, options.executor(), engine.log);
        ElectionSeat seat = new ElectionSeat(machine, name, options, callbacks, engine.now());
        if (before != null) {
            CampaignState known = before.machine.state();
            machine.restore(new CampaignState(
                    known.phase(),
                    known.sight(),
                    known.claim(),
                    known.stray(),
                    known.tenure(),
                    known.exit(),
                    null,
                    campaigning));
            machine.doubt();
            seat.everRead = before.everRead;
            seat.leader = before.leader;
            seat.leaderKnown = before.leaderKnown && options.listeners().isEmpty();
            seat.observers.addAll(before.observers);
        }
        engine.seats.put(name, seat);
        engine.campaign.wake();
        return seat;
    }

    private ElectorSettings lookingOnly() {
        return new ElectorSettings(List.of(), null, null, engine.timings.lease(), OverrunPolicy.LOG);
    }

    private void requireRunning() {
        if (engine.lifecycle() != CandidateEngine.Lifecycle.RUNNING) {
            throw new IllegalStateException("candidate '" + engine.settings.id() + "' is closed");
        }
    }
}
