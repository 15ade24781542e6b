// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.LeadershipLostException;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.election4j.ResignOutcome;
import org.election4j.internal.leadership.LeadershipHandle;
import org.election4j.internal.leadership.LeadershipRun;
import org.election4j.internal.leadership.Pins;
import org.election4j.internal.leadership.Pins.GivingUp;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.Nanos;
import org.election4j.internal.runtime.Pauses;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.jspecify.annotations.Nullable;

/** Turns what the machines say into leaderships that begin, stop, drain and are given up. Runs under the engine's lock. */
public final class LeadershipDriver implements LeadershipRun.Listener {

    /** Doublings of the rest after work that failed. */
    private static final int LONGEST_BACK_OFF = 5;

    private final CandidateEngine engine;

    LeadershipDriver(CandidateEngine engine) {
        this.engine = engine;
    }

    // ---- turns of a machine ----------------------------------------------------------------------------------------

    void turned(ElectionSeat seat, Turn turn, long now) {
        switch (turn) {
            case GAINED -> gained(seat);
            case RECORD_CHANGED -> stopping(seat, LossReason.RECORD_CHANGED, now);
            case RELEASED -> over(seat, ResignOutcome.RELEASED, now);
            case RELEASE_LOST -> over(seat, ResignOutcome.LOST, now);
            case SUSPICIOUS -> {
                long term = seat.machine.state().sight().highestTerm();
                engine.log.suspicious(seat.name, term);
            }
            case NONE -> {}
        }
        noticeLeader(seat);
        closeIfOver(seat);
    }

    private void gained(ElectionSeat seat) {
        LeadershipHandle handle = new LeadershipHandle(
                seat.name,
                seat.term(),
                engine.own.cell(),
                engine.runtime.ticker(),
                (pinned, atMost) -> pin(seat, pinned, atMost));
        LeadershipRun run = new LeadershipRun(handle, seat.options, seat.callbacks, engine.runtime, engine.log, this);
        seat.run = run;
        seat.overrun = false;
        engine.announce();
        engine.heartbeat.wake();
        engine.log.gained(seat.name, handle.term());
        engine.effect(run::begin);
    }

    private void over(ElectionSeat seat, ResignOutcome outcome, long now) {
        LeadershipRun run = seat.run;
        seat.run = null;
        if (seat.restNanos > 0) {
            seat.machine.rest(now + seat.restNanos);
            seat.restNanos = 0;
        }
        answer(seat, outcome);
        if (outcome == ResignOutcome.RELEASED) {
            engine.own.released();
            if (run != null) {
                engine.log.released(seat.name, run.handle().term());
            }
        }
        engine.own.endIfDrained();
        engine.deadlines.arm(now);
        engine.campaign.wake();
    }

    // ---- stopping --------------------------------------------------------------------------------------------------

    /** Everything held through a session stops. */
    void stopAll(UUID incarnation, LossReason reason, long now) {
        for (ElectionSeat seat : engine.seats.values()) {
            CampaignState.Tenure tenure = seat.machine.state().tenure();
            if (tenure != null && tenure.incarnation().equals(incarnation)) {
                stop(seat, reason, null, now);
            }
        }
    }

    /** Stops one leadership; false if there was none. */
    boolean stop(ElectionSeat seat, LossReason reason, ElectionRecord.@Nullable Seat leaves, long now) {
        if (!seat.machine.stop(leaves)) {
            return false;
        }
        stopping(seat, reason, now);
        return true;
    }

    private void stopping(ElectionSeat seat, LossReason found, long now) {
        // After a pause the successor may be seen before the watchdog has looked at the clock. It is the consequence.
        boolean byOthers = found == LossReason.RECORD_CHANGED || found == LossReason.SESSION_REVOKED;
        LossReason reason = byOthers && engine.own.wasDue(now) ? LossReason.RENEWAL_TIMED_OUT : found;
        LeadershipRun run = Objects.requireNonNull(seat.run);
        run.handle().invalidate();
        if (seat.pins.clear()) {
            engine.effect(() -> engine.locked(engine::leaveIfUnpinned));
        }
        long lateFrom = engine.heartbeats.acknowledgedNanos() + engine.timings.renewNanos();
        Pauses stalls = reason == LossReason.RENEWAL_TIMED_OUT
                ? engine.runtime.stallsSince(engine.heartbeats.acknowledgedNanos())
                : Pauses.NONE;
        LossReport report = engine.heartbeats.report(reason, stalls, lateFrom, now);
        seat.report = report;
        seat.exclusive = found != LossReason.RECORD_CHANGED;
        seat.stoppedNanos = now;
        seat.overrunAtNanos = engine.deadlines.overrunAt(seat, run);
        engine.deadlines.arm(seat.overrunAtNanos);
        engine.log.stopping(seat.name, run.handle().term(), reason, report);
        engine.effect(() -> run.stop(reason));
    }

    /** Gives one leadership up, as soon as no pin holds it; what was asked for first counts. */
    public void giveUp(ElectionSeat seat, GivingUp what, long now) {
        if (seat.phase() != Phase.LEADING) {
            return;
        }
        if (seat.pins.defer(what, now)) {
            engine.deadlines.arm(seat.pins.endNanos());
        } else if (stop(seat, what.reason(), what.leaves(), now)) {
            seat.restNanos = what.restNanos();
        }
    }

    /** Goes on with what waited for pins, if none is left. */
    void resume(ElectionSeat seat, long now) {
        GivingUp what = seat.pins.ripe(now);
        if (what != null) {
            giveUp(seat, what, now);
        } else if (seat.pins.waiting() != null) {
            engine.deadlines.arm(seat.pins.endNanos());
        }
    }

    /**
     * Gives one leadership to a named candidate, once the store has said that there is such a candidate. Until then the
     * leadership goes on; it is looked for on the campaign lane, so that no renewal waits.
     */
    public void handOver(
            ElectionSeat seat, ElectionRecord.Handover leaves, CompletableFuture<ResignOutcome> outcome, long now) {
        if (seat.phase() != Phase.LEADING) {
            return;
        }
        Duration limit = Duration.ofNanos(2 * engine.timings.attemptNanos());
        Pins.Lookup lookup = new Pins.Lookup(now + Nanos.of(limit), () -> {
            seat.releases.removeIf(waiting -> waiting == outcome);
            answer(List.of(outcome), ResignOutcome.REFUSED);
        });
        seat.pins.add(lookup, now);
        giveUp(seat, new GivingUp(LossReason.HANDED_OVER, leaves, engine.timings.leaseNanos(), lookup), now);
        engine.effect(() -> engine.runtime.call(
                EngineRuntime.Lane.CAMPAIGN,
                Attempt.within(limit),
                engine.calls.list(RecordKind.SESSION)::make,
                listed -> engine.locked(() -> {
                    lookup.answered(isPresent(leaves.candidateId(), listed));
                    unpin(seat, lookup);
                })));
    }

    private static boolean isPresent(String candidateId, ListOutcome outcome) {
        return outcome instanceof ListOutcome.Listed listed
                && listed.records().stream().anyMatch(stored -> {
                    Duration remaining = stored.remaining();
                    return stored.record() instanceof SessionRecord session
                            && session.candidateId().equals(candidateId)
                            && session.state() == SessionRecord.State.LIVE
                            && (remaining == null || remaining.compareTo(Duration.ZERO) > 0);
                });
    }

    private Leadership.Pin pin(ElectionSeat seat, LeadershipHandle handle, Duration atMost) {
        requireNonNull(atMost, "atMost");
        if (atMost.isNegative() || atMost.isZero()) {
            throw new IllegalArgumentException("the time of a pin must be positive, but is " + atMost);
        }
        String[] refusal = new String[1];
        Leadership.Pin[] pin = new Leadership.Pin[1];
        engine.locked(() -> {
            long now = engine.now();
            Pins.Held held = new Pins.Held(now + Nanos.of(atMost));
            Duration left = handle.remaining();
            GivingUp waiting = seat.pins.waiting();
            if (left.compareTo(atMost) < 0) {
                refusal[0] = "must be valid for another " + atMost + " to be pinned, but is for " + left;
            } else if (waiting != null) {
                refusal[0] =
                        "cannot be pinned for " + atMost + ": it is about to be given up (" + waiting.reason() + ")";
            } else {
                seat.pins.add(held, now);
                pin[0] = () -> engine.locked(() -> unpin(seat, held));
            }
        });
        if (refusal[0] != null) {
            throw new LeadershipLostException(
                    "leadership of election '" + seat.name + "' in term " + handle.term() + " " + refusal[0]);
        }
        return pin[0];
    }

    private void unpin(ElectionSeat seat, Pins.Held held) {
        seat.pins.remove(held);
        resume(seat, engine.now());
    }

    /** Closes an elector: gives up what it leads, and never acquires again. */
    public void close(ElectionSeat seat, long now) {
        seat.closing = true;
        engine.announce();
        seat.machine.retire();
        // The stop signal comes before the limit, so that what is pinned can still hear it.
        long limit = Nanos.of(engine.settings.closeLimit());
        seat.pins.endBy(now + limit - Math.min(limit / 2, engine.timings.leaseNanos() / 20));
        giveUp(seat, new GivingUp(LossReason.CLOSED, new ElectionRecord.Free(), 0), now);
        closeIfOver(seat);
        engine.campaign.wake();
    }

    /** The candidate ends now: nobody is to wait for what will not come, and nothing protects what still drains. */
    void cutOff(ElectionSeat seat, long now) {
        stop(seat, LossReason.CLOSED, null, now);
        LeadershipRun run = seat.run;
        if (run != null && !run.isDrained()) {
            engine.deadlines.overran(seat, run);
        }
        seat.callbacks.close();
        seat.observers.forEach(observation -> observation.callbacks().close());
        answer(seat, ResignOutcome.LOST);
        seat.closed.complete(null);
    }

    private void answer(ElectionSeat seat, ResignOutcome outcome) {
        List<CompletableFuture<ResignOutcome>> waiting = List.copyOf(seat.releases);
        seat.releases.clear();
        answer(waiting, outcome);
    }

    private void answer(List<CompletableFuture<ResignOutcome>> waiting, ResignOutcome outcome) {
        waiting.forEach(future -> engine.effect(() -> engine.runtime.signal(() -> future.complete(outcome))));
    }

    void closeIfOver(ElectionSeat seat) {
        if (!seat.closing || seat.run != null || !seat.isFollowing()) {
            return;
        }
        closed(seat);
        if (seat.machine.isSettled()) {
            engine.effect(() -> engine.locked(() -> engine.seating.vacate(seat)));
        }
        engine.effect(() -> engine.locked(engine::finishIfDone));
    }

    /** Whoever closes the elector need not wait any longer. */
    void closed(ElectionSeat seat) {
        if (!seat.closed.isDone()) {
            seat.callbacks.close();
            engine.announce();
            engine.effect(() -> seat.closed.complete(null));
        }
    }

    // ---- what user code reports ------------------------------------------------------------------------------------

    @Override
    public void workEnded(LeadershipRun run, @Nullable Throwable failure) {
        engine.locked(() -> {
            ElectionSeat seat = seatOf(run);
            if (seat == null) {
                return;
            }
            long now = engine.now();
            // Work that returns or fails because its leadership is over is no reason for that.
            engine.own.lookAtClock(now);
            if (failure == null) {
                seat.failures = 0;
            } else {
                long term = run.handle().term();
                engine.effect(() -> engine.log.workFailed(seat.name, term, failure));
            }
            if (seat.phase() == Phase.LEADING) {
                LossReason reason = failure == null ? LossReason.WORK_FINISHED : LossReason.WORK_FAILED;
                long rest = failure == null ? engine.timings.leaseNanos() : backOffNanos(seat, now - run.beganNanos());
                giveUp(seat, new GivingUp(reason, new ElectionRecord.Free(), rest), now);
            }
        });
    }

    /** A lease, doubled for each failure before this one; each lease of healthy leading takes one of them back. */
    private long backOffNanos(ElectionSeat seat, long ledNanos) {
        long leaseNanos = engine.timings.leaseNanos();
        long before = Math.max(0, seat.failures - ledNanos / leaseNanos);
        seat.failures = (int) Math.min(before, LONGEST_BACK_OFF) + 1;
        return leaseNanos << (seat.failures - 1);
    }

    @Override
    public Loss loss(LeadershipRun run, LossReason reason) {
        Loss[] loss = new Loss[1];
        engine.locked(() -> {
            ElectionSeat seat = seatOf(run);
            LossReport report = seat == null ? null : seat.report;
            loss[0] = new Loss(
                    reason,
                    Duration.ofNanos(seat == null ? 0 : engine.deadlines.exclusiveForNanos(seat)),
                    report == null
                            ? engine.heartbeats.report(LossReason.CLOSED, Pauses.NONE, 0, engine.now())
                            : report);
        });
        return loss[0];
    }

    @Override
    public void drained(LeadershipRun run) {
        engine.locked(() -> {
            ElectionSeat seat = seatOf(run);
            if (seat == null) {
                return;
            }
            seat.overrunAtNanos = null;
            seat.overrun = false;
            long now = engine.now();
            turned(seat, seat.machine.drained(engine.standing(now)), now);
            if (seat.machine.wantsHeartbeat(engine.standing(now))) {
                // Not before it is acknowledged that no copy of this process goes on (H7).
                engine.heartbeat.renewNow();
            }
            engine.campaign.wake();
            engine.deadlines.arm(now);
        });
    }

    private @Nullable ElectionSeat seatOf(LeadershipRun run) {
        ElectionSeat seat = engine.seats.get(run.handle().electionName());
        return seat != null && seat.run == run ? seat : null;
    }

    // ---- who leads -------------------------------------------------------------------------------------------------

    /** Tells listeners when another leader, or none, was seen. */
    private void noticeLeader(ElectionSeat seat) {
        if (!seat.machine.state().sight().any()) {
            return;
        }
        LeaderInfo before = seat.leader;
        LeaderInfo leader = seat.machine.state().sight().leader();
        if (seat.leaderKnown && Objects.equals(before, leader)) {
            return;
        }
        seat.leaderKnown = true;
        seat.leader = leader;
        if (leader != null && seat.isFollowing() && seat.machine.state().campaigning()) {
            engine.effect(() -> engine.log.follows(leader));
        }
        Optional<LeaderInfo> news = Optional.ofNullable(leader);
        for (LeadershipListener listener : seat.options.listeners()) {
            engine.effect(() -> seat.callbacks.submit(() -> seat.callbacks.call(() -> listener.onLeaderChanged(news))));
        }
        seat.observers.forEach(observation -> engine.effect(() -> observation.seen(news)));
    }
}
