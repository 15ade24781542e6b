// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.election4j.Takeover;
import org.election4j.internal.engine.CampaignLoop.Proposal;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.RivalWatch;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.internal.machine.Standing;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What to write next: settlement first, then the ends of silent sessions, then releases and acquisitions, many in one
 * batch. Guarded by the engine's lock.
 */
final class WritePlan {

    private static final long CHUNK = 1000;

    private final CandidateEngine engine;
    private final ReadPlan agenda;
    private final Map<UUID, Long> revokeNotBefore = new HashMap<>();
    private boolean waitsForValidity;
    private long stepsSeen;

    WritePlan(CandidateEngine engine, ReadPlan agenda) {
        this.engine = engine;
        this.agenda = agenda;
        this.stepsSeen = engine.runtime.unexplainedSteps();
    }

    /** Whether something could be acquired but for the session's validity (H8). */
    boolean waitsForValidity() {
        return waitsForValidity;
    }

    // ---- the next batch --------------------------------------------------------------------------------------------

    List<Proposal> next(long now) {
        waitsForValidity = false;
        if (engine.lifecycle() == CandidateEngine.Lifecycle.CLOSED) {
            return List.of();
        }
        if (hasStepped()) {
            agenda.watchAnew(now);
            return List.of();
        }
        leaveUnreleased(now);
        CompareAndSet settling = engine.settlement.propose(now, engine.runtime.freshId(), engine.runtime.freshId());
        if (settling != null) {
            // Whatever becomes of it, the record says so.
            return List.of(new Proposal(settling, outcome -> engine.settlement.doubt()));
        }
        Guard guard = engine.settlement.guard();
        if (guard == null) {
            return List.of();
        }
        renewAhead(now);
        List<Proposal> revokes = revokes(now, guard);
        return revokes.isEmpty() ? elections(now) : revokes;
    }

    /** Whether the clock has jumped since the last time: what was watched until now was not watched for as long. */
    private boolean hasStepped() {
        long steps = engine.runtime.unexplainedSteps();
        boolean stepped = steps != stepsSeen;
        stepsSeen = steps;
        return stepped;
    }

    /** H7: what may not be released any more is left to the end of the session. */
    private void leaveUnreleased(long now) {
        Standing standing = engine.standing(now);
        for (ElectionSeat seat : engine.seats.values()) {
            if (seat.phase() == Phase.RELEASING) {
                engine.leaderships.turned(seat, seat.machine.leaveUnreleased(standing), now);
            }
        }
    }

    private List<Proposal> revokes(long now, Guard guard) {
        List<Proposal> proposals = new ArrayList<>();
        revokeNotBefore.keySet().retainAll(agenda.watched());
        for (RivalWatch watch : agenda.watches()) {
            Long notBefore = revokeNotBefore.get(watch.incarnation());
            if ((notBefore != null && now - notBefore < 0) || !isTelling(watch)) {
                continue;
            }
            CompareAndSet write = watch.revoke(now, byStoreClock(), engine.runtime.freshId(), guard);
            if (write != null) {
                proposals.add(new Proposal(write, outcome -> revoked(watch, outcome)));
            }
        }
        return proposals;
    }

    /**
     * Whether it means anything that a session has not been seen to change for its lease: candidates in reserve look less
     * often than that, and have to look once more.
     */
    private boolean isTelling(RivalWatch watch) {
        Long ripe = watch.ripeAtNanos(byStoreClock());
        return ripe == null || !engine.census.isReserve() || watch.seenSince(ripe);
    }

    /** H8 would ask for a heartbeat just when a takeover is due: that round trip is made a little before. */
    private void renewAhead(long now) {
        for (RivalWatch watch : agenda.watches()) {
            Long ahead = renewAheadNanos(watch);
            if (ahead != null && now - ahead >= 0) {
                engine.heartbeat.renewNow();
                return;
            }
        }
    }

    /** When to renew for the sake of a takeover; null if the session's validity will do, or there is none ahead. */
    private @Nullable Long renewAheadNanos(RivalWatch watch) {
        SessionMachine session = engine.own.machine();
        Long ripe = watch.ripeAtNanos(byStoreClock());
        if (session == null
                || ripe == null
                || !isTelling(watch)
                || ripe - engine.now() <= 0
                || session.mayAcquire(ripe)) {
            return null;
        }
        return ripe - engine.timings.attemptNanos() / 2;
    }

    private boolean byStoreClock() {
        return engine.settings.takeover() == Takeover.STORE_CLOCK;
    }

    private void revoked(RivalWatch watch, WriteOutcome outcome) {
        long now = engine.now();
        if (outcome instanceof WriteOutcome.Applied) {
            tellRevoked(watch, now);
            watch.revoked();
            revokeNotBefore.remove(watch.incarnation());
            return;
        }
        agenda.lookAgainAt(watch.incarnation(), now);
        revokeNotBefore.put(watch.incarnation(), now + engine.timings.leaseNanos() / 50);
        doubtSettlement(outcome);
    }

    /** The log of whoever takes over is to answer why, because that of the former leader may be lost. */
    private void tellRevoked(RivalWatch watch, long now) {
        StoredRecord found = watch.state().found();
        if (found != null && found.record() instanceof SessionRecord session) {
            Duration silent = Duration.ofMillis((now - watch.state().sinceNanos()) / 1_000_000);
            engine.log.revoked(session, silent, engine.runtime.wallClock().minus(silent));
        }
    }

    /** A rejection may be the guard's: the store record may have been wiped or replaced. */
    private void doubtSettlement(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Rejected) {
            engine.settlement.doubt();
        }
    }

    private List<Proposal> elections(long now) {
        Standing standing = engine.standing(now);
        List<Proposal> proposals = new ArrayList<>();
        long timely = Math.min(CHUNK, Math.max(100, engine.timings.leaseNanos() / 5_000_000));
        long most = Math.min(timely, engine.pace.recordsPerCall());
        for (ElectionSeat seat : engine.seats.values()) {
            if (proposals.size() >= most) {
                break;
            }
            Proposal proposal =
                    seat.phase() == Phase.RELEASING ? release(seat, standing, now) : acquire(seat, standing, now);
            if (proposal != null) {
                proposals.add(proposal);
            }
        }
        return proposals;
    }

    private @Nullable Proposal release(ElectionSeat seat, Standing standing, long now) {
        if (now - seat.retryNanos < 0 && seat.fruitless > 0) {
            return null;
        }
        if (seat.machine.wantsHeartbeat(standing)) {
            engine.heartbeat.renewNow();
        }
        UUID nonce = engine.runtime.freshId();
        CompareAndSet write = seat.machine.release(engine.runtime.wallClock(), standing, nonce);
        return write == null
                ? null
                : new Proposal(
                        write,
                        outcome -> answered(seat, outcome, seat.machine.releaseAnswered(nonce, outcome, engine.now())));
    }

    private @Nullable Proposal acquire(ElectionSeat seat, Standing standing, long now) {
        if (seat.phase() != Phase.FOLLOWING) {
            return null;
        }
        RivalWatch watch = agenda.watchOf(seat);
        Guard guard = standing.guard();
        boolean holderEnded = watch != null && guard != null && watch.endedIn(guard.epoch());
        if (!standing.mayAcquire()) {
            if (!waitsForValidity && seat.machine.wants(now, standing, holderEnded)) {
                waitsForValidity = true;
                engine.heartbeat.renewNow();
            }
            return null;
        }
        UUID nonce = engine.runtime.freshId();
        CompareAndSet write = seat.machine.acquire(now, engine.runtime.wallClock(), standing, holderEnded, nonce);
        return write == null
                ? null
                : new Proposal(
                        write, outcome -> acquireAnswered(seat, write.next().nonce(), outcome));
    }

    private void acquireAnswered(ElectionSeat seat, UUID nonce, WriteOutcome outcome) {
        long now = engine.now();
        Turn turn = seat.machine.acquireAnswered(nonce, outcome, now, engine.standing(now));
        answered(seat, outcome, turn);
    }

    private void answered(ElectionSeat seat, WriteOutcome outcome, Turn turn) {
        long now = engine.now();
        if (outcome instanceof WriteOutcome.Applied) {
            seat.fruitless = 0;
        } else {
            // The first look comes at once; what goes on to change nothing is tried less and less.
            long step = (engine.timings.leaseNanos() / 50) << Math.min(seat.fruitless, 4);
            seat.retryNanos = seat.fruitless == 0 ? now : now + Math.min(step, engine.timings.leaseNanos() / 5);
            seat.fruitless++;
            doubtSettlement(outcome);
        }
        engine.leaderships.turned(seat, turn, now);
    }

    // ---- when ------------------------------------------------------------------------------------------------------

    /** When the mere passing of time will give something to write; at most the given time. */
    long nextNanos(long now, long latest) {
        long next = latest;
        Long settles = engine.settlement.settlesAtNanos();
        if (settles != null) {
            next = ReadPlan.earlier(next, settles - now > 0 ? settles : now);
        }
        if (engine.settlement.guard() == null) {
            return next;
        }
        for (RivalWatch watch : agenda.watches()) {
            Long ripe = watch.ripeAtNanos(byStoreClock());
            if (ripe != null && isTelling(watch)) {
                Long notBefore = revokeNotBefore.get(watch.incarnation());
                long at = notBefore != null && notBefore - ripe > 0 ? notBefore : ripe;
                next = ReadPlan.earlier(next, at - now > 0 ? at : now + engine.timings.leaseNanos() / 50);
            }
            Long ahead = renewAheadNanos(watch);
            if (ahead != null && ahead - now > 0) {
                next = ReadPlan.earlier(next, ahead);
            }
        }
        Standing standing = engine.standing(now);
        for (ElectionSeat seat : engine.seats.values()) {
            Long opens = seat.isFollowing() ? seat.machine.opensAtNanos(standing) : null;
            if (opens != null && opens - now > 0) {
                next = ReadPlan.earlier(next, opens);
            }
        }
        return next;
    }
}
