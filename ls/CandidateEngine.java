// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.internal.machine.SettlementMachine;
import org.election4j.internal.machine.Standing;
import org.election4j.internal.machine.Timings;
import org.election4j.internal.runtime.EngineLog;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.Nanos;
import org.election4j.internal.runtime.StoreCalls;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.StorePace;

/**
 * One candidate: its session, its seats in elections, and the lock that guards them.
 *
 * <p>Three loops drive it, one per lane. {@link HeartbeatLoop} writes the session, {@link CampaignLoop} does all other
 * store work, {@link Watchdog} looks at the clock. Each step of a loop runs under the lock through {@link #locked}, does
 * not block, and leaves effects (callbacks, log lines, thread starts) to be carried out once the lock is free.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>A leadership handle is invalidated under the lock in the same step in which its machine leaves LEADING.
 *   <li>User code, store calls and log lines never run under the lock.
 *   <li>No callback is queued once {@link #shutDown} has run.
 * </ul>
 */
public final class CandidateEngine {

    public enum Lifecycle {
        RUNNING,
        LEAVING,
        CLOSED
    }

    public final LeaseStore store;
    final StorePace pace;
    public final EngineRuntime runtime;
    public final CandidateSettings settings;
    public final Timings timings;
    public final EngineLog log;
    final StoreCalls calls;
    public final HeartbeatLog heartbeats = new HeartbeatLog();
    public final StoreTroubles troubles = new StoreTroubles();
    public final SettlementMachine settlement;
    public final Map<String, ElectionSeat> seats = new LinkedHashMap<>();
    public final CompletableFuture<Void> finished = new CompletableFuture<>();

    final HeartbeatLoop heartbeat;
    public final CampaignLoop campaign;
    final Watchdog deadlines;
    public final LeadershipDriver leaderships;
    public final SeatRegistry seating;
    public final CandidateSession own;
    final StandbyCensus crowd;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Runnable> effects = new ArrayList<>();

    private Lifecycle lifecycle = Lifecycle.RUNNING;
    boolean hintsFlow;
    public boolean accepted;

    public CandidateEngine(LeaseStore store, EngineRuntime runtime, CandidateSettings settings) {
        this.store = store;
        this.pace = store.pace();
        this.runtime = runtime;
        this.settings = settings;
        this.timings = settings.timings();
        this.log = new EngineLog(settings.id(), runtime::signal);
        this.calls = new StoreCalls(store, runtime);
        this.settlement = new SettlementMachine(timings.lease(), settings.maxLease());
        this.heartbeat = new HeartbeatLoop(this);
        this.campaign = new CampaignLoop(this);
        this.deadlines = new Watchdog(this);
        this.leaderships = new LeadershipDriver(this);
        this.seating = new SeatRegistry(this);
        this.own = new CandidateSession(this);
        this.crowd = new StandbyCensus(this);
    }

    // ---- the lock --------------------------------------------------------------------------------------------------

    /** Runs one step under the lock, then its effects without it. */
    public void locked(Runnable step) {
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
    public ReentrantLock lock() {
        return lock;
    }

    /** Signalled when a leadership begins or an elector closes. */
    public Condition changed() {
        return changed;
    }

    public long now() {
        return runtime.ticker().nanos();
    }

    // ---- standing --------------------------------------------------------------------------------------------------

    public Lifecycle lifecycle() {
        return lifecycle;
    }

    /** What this process may do at this moment. */
    Standing standing(long now) {
        SessionMachine current = lifecycle == Lifecycle.RUNNING ? own.machine() : null;
        return new Standing(
                own.incarnation(),
                settings.id(),
                settings.address(),
                timings.lease(),
                current != null && current.isUsable(now),
                current != null && current.mayAcquire(now),
                settlement.guard(),
                settlement.maxLeaseNanos());
    }

    void trouble(EngineRuntime.Lane lane, String what, Throwable cause) {
        troubles.failed(lane, what, cause);
        effect(() -> log.storeTrouble(what, cause));
    }

    void refuse(String message) {
        if (troubles.refused(message)) {
            effect(() -> log.refused(message));
        }
    }

    // ---- lifecycle -------------------------------------------------------------------------------------------------

    public void start() {
        campaign.start();
    }

    /** H7: stops everything, for good. */
    public void leave() {
        if (lifecycle != Lifecycle.RUNNING) {
            return;
        }
        lifecycle = Lifecycle.LEAVING;
        long now = now();
        for (ElectionSeat seat : List.copyOf(seats.values())) {
            leaderships.close(seat, now);
        }
        leaveIfUnpinned();
    }

    /** Ends the session, unless a leadership is pinned that is held through it. */
    void leaveIfUnpinned() {
        boolean pinned = seats.values().stream().anyMatch(seat -> seat.pins.waiting() != null);
        if (lifecycle != Lifecycle.LEAVING || pinned) {
            return;
        }
        own.leave(now());
        campaign.wake();
        heartbeat.wake();
        finishIfDone();
    }

    void finishIfDone() {
        if (lifecycle == Lifecycle.LEAVING
                && own.machine() == null
                && seats.values().stream().allMatch(this::isOver)) {
            shutDown();
        }
    }

    private boolean isOver(ElectionSeat seat) {
        return seat.run == null;
    }

    /** Closing goes on without anybody waiting; it is cut off at the limit all the same. */
    public void finishWithin(Duration limit) {
        runtime.schedule(EngineRuntime.Lane.WATCHDOG, Nanos.of(limit), () -> locked(this::shutDown));
    }

    /** Waits for as long as is left of the close limit, counted from the given time. */
    public void await(CompletableFuture<Void> future, long start) {
        runtime.await(future, settings.closeLimit().minusNanos(now() - start));
    }

    /** Ends everything now, whatever is left undone. */
    public void shutDown() {
        if (lifecycle == Lifecycle.CLOSED) {
            return;
        }
        lifecycle = Lifecycle.CLOSED;
        own.seal();
        seats.values().forEach(leaderships::cutOff);
        announce();
        campaign.stop();
        effect(log::end);
        effect(runtime::shutdown);
        effect(() -> finished.complete(null));
    }
}
