// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.election4j.internal.machine.SettlementMachine;
import org.election4j.internal.machine.Standing;
import org.election4j.internal.machine.Timings;
import org.election4j.internal.runtime.EngineLog;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.Nanos;
import org.election4j.internal.runtime.RetryingRuntime;
import org.election4j.internal.runtime.StoreCalls;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.StorePace;
import org.jspecify.annotations.Nullable;

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
    public final String storeName;
    final StorePace pace;
    public final RetryingRuntime runtime;
    public final CandidateSettings settings;
    /** Those of the settings, or shorter ones where the namespace allows no longer lease. Changes when a session is opened. */
    public volatile Timings timings;

    public final EngineLog log;
    final StoreCalls calls;
    final StoreAdvice advice;
    public final HeartbeatLog heartbeats;
    public final StoreTroubles troubles = new StoreTroubles();
    public final UnknownRecords unknownRecords = new UnknownRecords(this);
    private final StoreOutage outage;
    private @Nullable UUID settlingTold;
    public final SettlementMachine settlement;
    public final Map<String, ElectionSeat> seats = new LinkedHashMap<>();
    public final CompletableFuture<Void> finished = new CompletableFuture<>();

    final HeartbeatLoop heartbeat;
    public final CampaignLoop campaign;
    final Watchdog deadlines;
    public final LeadershipDriver leaderships;
    public final SeatRegistry seating;
    public final CandidateSession own;
    final StandbyCensus census;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private List<Runnable> effects = new ArrayList<>();

    private Lifecycle lifecycle = Lifecycle.RUNNING;
    boolean hintsFlow;
    public boolean accepted;

    public CandidateEngine(LeaseStore store, EngineRuntime runtime, CandidateSettings settings) {
        this.store = store;
        this.storeName = store.describe();
        this.pace = store.pace();
        this.runtime = new RetryingRuntime(runtime);
        this.settings = settings;
        this.timings = settings.timings().within(settings.constant());
        this.log = new EngineLog(settings.id(), this.runtime.isHeard(), this::signalOnceUnlocked);
        this.outage = new StoreOutage(timings.leaseNanos());
        this.heartbeats = new HeartbeatLog(this.runtime.ticker().nanos());
        this.calls = new StoreCalls(store);
        this.advice = new StoreAdvice(store, log);
        this.settlement = new SettlementMachine(settings.constant(), settings.maxLease());
        this.heartbeat = new HeartbeatLoop(this);
        this.campaign = new CampaignLoop(this);
        this.deadlines = new Watchdog(this);
        this.leaderships = new LeadershipDriver(this);
        this.seating = new SeatRegistry(this);
        this.own = new CandidateSession(this);
        this.census = new StandbyCensus(this);
    }

    // ---- the lock --------------------------------------------------------------------------------------------------

    /** Runs one step under the lock, then its effects without it. */
    public void locked(Runnable step) {
        List<Runnable> after = List.of();
        Throwable failure = null;
        lock.lock();
        try {
            step.run();
        } catch (Throwable e) {
            failure = e;
        } finally {
            if (lock.getHoldCount() == 1) {
                after = effects;
                effects = new ArrayList<>();
            }
            lock.unlock();
        }
        if (failure != null) {
            report(failure);
        }
        after.forEach(this::carryOut);
    }

    /** Does a step for a caller who wants its result, and its exception. */
    public <T> T ask(Supplier<T> step) {
        AtomicReference<T> answer = new AtomicReference<>();
        AtomicReference<RuntimeException> refusal = new AtomicReference<>();
        locked(() -> {
            try {
                answer.set(step.get());
            } catch (RuntimeException e) {
                refusal.set(e);
            }
        });
        RuntimeException refused = refusal.get();
        if (refused != null) {
            throw refused;
        }
        return Objects.requireNonNull(answer.get(), "the step failed; the log says why");
    }

    private void carryOut(Runnable effect) {
        try {
            effect.run();
        } catch (Throwable e) {
            report(e);
        }
    }

    /** Not even a report that fails may keep the rest of the effects from being carried out. */
    private void report(Throwable failure) {
        try {
            log.internalError(failure);
        } catch (Throwable e) {
            failure.addSuppressed(e);
        }
    }

    /** To be done once the lock is free. */
    void effect(Runnable effect) {
        effects.add(effect);
    }

    /** Lines are queued under the lock, so that they keep the order of the steps; their thread is started without it. */
    private void signalOnceUnlocked(Runnable task) {
        if (lock.isHeldByCurrentThread()) {
            effect(() -> runtime.signal(task));
        } else {
            runtime.signal(task);
        }
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
        return Standing.of(own.machine(), settlement, lifecycle != Lifecycle.RUNNING, timings, now);
    }

    void trouble(EngineRuntime.Lane lane, String what, Throwable cause) {
        troubles.failed(lane, what, cause);
        effect(() -> log.storeTrouble(what, cause));
        long now = now();
        if (outage.failed(cause instanceof AccessRefusedException, now)) {
            Duration lasts = outage.lasts(now);
            String reason = String.valueOf(troubles.worst());
            effect(() -> log.storeUnusable(storeName, lasts, reason));
        }
    }

    /** Sessions could not be cleared up. */
    void sweepTrouble(String what, Throwable cause) {
        troubles.sweepFailed(what, cause);
        effect(() -> log.storeTrouble(what, cause));
    }

    /** A lane has had an answer again. */
    void recovered(EngineRuntime.Lane lane) {
        troubles.succeeded(lane);
        if (troubles.areOver()) {
            Duration lasted = outage.lasts(now());
            if (outage.over()) {
                effect(() -> log.storeUsable(storeName, lasted));
            }
        }
    }

    /** Tells once until when a new epoch keeps everybody from leading. */
    void noticeSettling(long now) {
        Long settles = settlement.settlesAtNanos();
        UUID id = settles == null ? null : settlement.settlementId();
        if (settles == null || id == null || id.equals(settlingTold)) {
            return;
        }
        settlingTold = id;
        Duration left = Duration.ofMillis(Math.max(0, (settles - now) / 1_000_000));
        Instant until = runtime.wallClock().plus(left).truncatedTo(ChronoUnit.SECONDS);
        effect(() -> log.settling(until, left));
    }

    /** A store call that does not return is for a person to look at. */
    void hangs(EngineRuntime.Lane lane, String what) {
        trouble(lane, "store hangs", new LeaseStoreException(what, null));
        effect(() -> log.hangs(lane, what));
    }

    /** What is wrong at the moment, in one line; null if nothing is. */
    public @Nullable String trouble() {
        String worst = troubles.worst();
        return worst == null ? runtime.trouble() : worst;
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
        deadlines.arm(now());
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
        long now = now();
        seats.values().forEach(seat -> leaderships.cutOff(seat, now));
        announce();
        campaign.stop();
        effect(log::end);
        if (!deadlines.isHalting()) {
            effect(runtime::shutdown);
        }
        effect(() -> finished.complete(null));
    }
}
