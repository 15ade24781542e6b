// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.election4j.LossReason;
import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.SessionContent;
import org.election4j.internal.machine.SessionIdentity;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.internal.machine.SettlementMachine;
import org.election4j.internal.machine.Standing;
import org.election4j.internal.machine.Timings;
import org.election4j.spi.LeaseStore;
import org.jspecify.annotations.Nullable;

/**
 * One candidate: its session, its seats in elections, and the lock that guards them.
 *
 * <p>Three loops drive it, one per lane. {@link HeartbeatLoop} writes the session, {@link CampaignLoop} does all other
 * store work, {@link Deadlines} looks at the clock. Each step of a loop runs under the lock through {@link #locked}, does
 * not block, and leaves effects (callbacks, log lines, thread starts) to be carried out once the lock is free.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A leadership handle is invalidated under the lock in the same step in which its machine leaves LEADING.
 *   <li>The validity cell of a session is sealed in the same step in which the session leaves LIVE.
 *   <li>At most one session machine is not GONE; a new one is opened only after the former is.
 *   <li>Answers carry the generation of the session they were asked under; a session ignores those of earlier ones.
 * </ul>
 */
final class CandidateEngine {

    private static final int LISTED_ELECTIONS = 32;

    enum Lifecycle {
        RUNNING,
        LEAVING,
        CLOSED
    }

    final LeaseStore store;
    final EngineRuntime runtime;
    final CandidateSettings settings;
    final Timings timings;
    final EngineLog log;
    final StoreCalls calls;
    final HeartbeatLog heartbeats = new HeartbeatLog();
    final SettlementMachine settlement;
    final Map<String, ElectionSeat> seats = new LinkedHashMap<>();
    final CompletableFuture<Void> finished = new CompletableFuture<>();

    final HeartbeatLoop heartbeat;
    final CampaignLoop campaign;
    final Deadlines deadlines;
    final Leaderships leaderships;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Runnable> effects = new ArrayList<>();

    private Lifecycle lifecycle = Lifecycle.RUNNING;
    private @Nullable SessionMachine session;
    private ValidityCell cell = new ValidityCell(Long.MIN_VALUE + 1);
    private long generation;
    private long releases;
    private boolean stopAnnounced;
    private @Nullable String lastError;
    private boolean refused;
    boolean hintsFlow;
    boolean accepted;

    CandidateEngine(LeaseStore store, EngineRuntime runtime, CandidateSettings settings) {
        this.store = store;
        this.runtime = runtime;
        this.settings = settings;
        this.timings = settings.timings();
        this.log = new EngineLog(settings.id());
        this.calls = new StoreCalls(store, runtime);
        this.settlement = new SettlementMachine(timings.lease(), settings.maxLease());
        this.cell.seal();
        this.heartbeat = new HeartbeatLoop(this);
        this.campaign = new CampaignLoop(this);
        this.deadlines = new Deadlines(this);
        this.leaderships = new Leaderships(this);
    }

    // ---- the lock --------------------------------------------------------------------------------------------------

    /** Runs one step under the lock, then its effects without it. */
    void locked(Runnable step) {
        List<Runnable> after = List.of();
        lock.lock();
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            effects.add(() -> log.internalError(e));
        } finally {
            if (lock.getHoldCount() == 1) {
                after = List.copyOf(effects);
                effects.clear();
            }
            lock.unlock();
        }
        after.forEach(this::carryOut);
    }

    private void carryOut(Runnable effect) {
        try {
            effect.run();
        } catch (RuntimeException | Error e) {
            log.internalError(e);
        }
    }

    /** To be done once the lock is free. */
    void effect(Runnable effect) {
        effects.add(effect);
    }

    /** Wakes everybody who waits for leadership. */
    void announce() {
        changed.signalAll();
    }

    /** The lock itself, for waiting. */
    ReentrantLock lock() {
        return lock;
    }

    /** Signalled when a leadership begins or an elector closes. */
    Condition changed() {
        return changed;
    }

    long now() {
        return runtime.ticker().nanos();
    }

    // ---- standing --------------------------------------------------------------------------------------------------

    Lifecycle lifecycle() {
        return lifecycle;
    }

    @Nullable
    SessionMachine session() {
        return session;
    }

    ValidityCell cell() {
        return cell;
    }

    long generation() {
        return generation;
    }

    /** The current session's incarnation; null if there is no session. */
    @Nullable
    UUID incarnation() {
        SessionMachine current = session;
        return current == null ? null : current.identity().incarnation();
    }

    Standing standing(long now) {
        SessionMachine current = lifecycle == Lifecycle.RUNNING ? session : null;
        return new Standing(
                incarnation(),
                settings.id(),
                settings.address(),
                timings.lease(),
                current != null && current.isUsable(now),
                current != null && current.mayAcquire(now),
                settlement.guard(),
                settlement.maxLeaseNanos());
    }

    /** Whether the session has anything it could lose. */
    boolean isBusy() {
        SessionMachine current = session;
        return current != null
                && seats.values().stream()
                        .anyMatch(
                                seat -> seat.machine.occupies(current.identity().incarnation()));
    }

    /** Whether anything is held through the session, be it led, drained or on its way out. */
    private boolean isHolding(UUID incarnation) {
        return seats.values().stream()
                .map(seat -> seat.machine.state().tenure())
                .anyMatch(tenure -> tenure != null && tenure.incarnation().equals(incarnation));
    }

    SessionContent content() {
        List<String> names = seats.size() > LISTED_ELECTIONS
                ? null
                : seats.values().stream()
                        .filter(seat -> seat.machine.state().campaigning())
                        .map(seat -> seat.name)
                        .toList();
        return new SessionContent(names, releases);
    }

    void trouble(String what, Throwable cause) {
        lastError = what + ": " + summary(cause);
        effect(() -> log.storeTrouble(what, cause));
    }

    boolean isRefused() {
        return refused;
    }

    void refuse(String message) {
        refused = true;
        if (!message.equals(lastError)) {
            effect(() -> log.refused(message));
        }
        lastError = message;
    }

    void allWell() {
        lastError = null;
        refused = false;
    }

    @Nullable
    String lastError() {
        return lastError;
    }

    private static String summary(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    // ---- the session -----------------------------------------------------------------------------------------------

    /** Opens a session if there is none and everything needed for one is known (H1). */
    void openSession() {
        String epoch = settlement.epoch();
        boolean ready = accepted && settlement.looked() && settlement.refusal() == null;
        if (session == null && lifecycle == Lifecycle.RUNNING && epoch != null && ready) {
            SessionIdentity identity = new SessionIdentity(runtime.freshId(), settings.id(), settings.address(), epoch);
            session = new SessionMachine(identity, timings);
            generation++;
            releases = 0;
            stopAnnounced = false;
            cell = new ValidityCell(0);
            cell.seal();
        }
    }

    /** Takes notice of the epoch of an answer to a request sent under the given generation. */
    void seeEpoch(String epoch, long askedUnder) {
        settlement.seeEpoch(epoch);
        SessionMachine current = session;
        if (current != null && askedUnder == generation && !current.sameEpoch(epoch)) {
            sessionStepped(now());
        }
    }

    /** Brings everything in line with the session after its machine has moved. */
    void sessionStepped(long now) {
        SessionMachine current = session;
        if (current == null) {
            return;
        }
        if (current.state().phase() == SessionMachine.Phase.LIVE) {
            extend(current);
        }
        switch (current.state().phase()) {
            case STOPPED, ENDING -> stopped(current, now);
            case GONE -> {
                stopped(current, now);
                gone(current);
            }
            default -> {}
        }
    }

    private void extend(SessionMachine current) {
        long stopAt = current.stopAtNanos();
        if (!cell.extend(stopAt)) {
            if (isBusy() && stopAnnouncedByClock(current)) {
                return;
            }
            cell = new ValidityCell(stopAt);
            campaign.wake();
        }
        deadlines.arm(stopAt);
        campaign.validityExtended();
    }

    /** Somebody who asked found the time to be over, and sealed the cell: that is the stop, whatever came later. */
    private boolean stopAnnouncedByClock(SessionMachine current) {
        boolean leads = seats.values().stream().anyMatch(seat -> seat.phase() == CampaignState.Phase.LEADING);
        if (leads) {
            current.stop(LossReason.RENEWAL_TIMED_OUT);
        }
        return leads;
    }

    private void stopped(SessionMachine current, long now) {
        if (!stopAnnounced) {
            stopAnnounced = true;
            cell.seal();
            LossReason reason = current.state().reason() == null
                    ? LossReason.SESSION_REVOKED
                    : current.state().reason();
            leaderships.stopAll(current.identity().incarnation(), reason, now);
        }
        endSessionIfDrained();
    }

    /** Writes the end of a stopped session once nothing is held through it any more (H6, H7). */
    void endSessionIfDrained() {
        SessionMachine current = session;
        if (current == null || current.state().phase() != SessionMachine.Phase.STOPPED) {
            return;
        }
        if (!isHolding(current.identity().incarnation())) {
            current.end();
            heartbeat.wake();
            if (current.state().phase() == SessionMachine.Phase.GONE) {
                gone(current);
            }
        }
    }

    private void gone(SessionMachine current) {
        if (session != current) {
            return;
        }
        session = null;
        if (lifecycle == Lifecycle.RUNNING) {
            heartbeat.wakeAfter(timings.leaseNanos() / 50);
        }
        campaign.wake();
        finishIfDone();
    }

    /** Whether the seat can be given up by a write: the session it is held through is neither gone nor timed out. */
    boolean isReleasable(ElectionSeat seat) {
        SessionMachine current = session;
        CampaignState.Tenure tenure = seat.machine.state().tenure();
        if (current == null || tenure == null || settlement.guard() == null) {
            return false;
        }
        LossReason reason = current.state().reason();
        return tenure.incarnation().equals(current.identity().incarnation()) && (reason == null || reason.chosen());
    }

    /** A release was acknowledged: standbys that watch the session only will look. */
    void released() {
        releases++;
        if (!hintsFlow) {
            heartbeat.renewNow();
        }
    }

    // ---- lifecycle -------------------------------------------------------------------------------------------------

    void start() {
        campaign.start();
    }

    /** H7: stops everything, for good. */
    void leave() {
        if (lifecycle != Lifecycle.RUNNING) {
            return;
        }
        lifecycle = Lifecycle.LEAVING;
        long now = now();
        for (ElectionSeat seat : List.copyOf(seats.values())) {
            leaderships.close(seat, now);
        }
        if (session != null) {
            session.stop(LossReason.CLOSED);
            sessionStepped(now);
        }
        campaign.wake();
        heartbeat.wake();
        finishIfDone();
    }

    void finishIfDone() {
        if (lifecycle == Lifecycle.LEAVING
                && session == null
                && seats.values().stream().allMatch(this::isOver)) {
            shutDown();
        }
    }

    private boolean isOver(ElectionSeat seat) {
        return seat.run == null;
    }

    /** Closing goes on without anybody waiting; it is cut off at the limit all the same. */
    void finishWithin(Duration limit) {
        runtime.schedule(EngineRuntime.Lane.WATCHDOG, limit.toNanos(), () -> locked(this::shutDown));
    }

    /** Ends everything now, whatever is left undone. */
    void shutDown() {
        if (lifecycle == Lifecycle.CLOSED) {
            return;
        }
        lifecycle = Lifecycle.CLOSED;
        cell.seal();
        for (ElectionSeat seat : seats.values()) {
            seat.callbacks.close();
            seat.closed.complete(null);
        }
        announce();
        campaign.stop();
        effect(runtime::shutdown);
        effect(() -> finished.complete(null));
    }

    Duration remaining() {
        return Duration.ofNanos(cell.remaining(runtime.ticker()));
    }
}
