// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.Takeover;
import org.election4j.internal.engine.CandidateEngine;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.machine.Timings;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.Pauses;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * A takeover from a dead leader, played through the engine in memory and in no time, once per JVM.
 *
 * <p>A standby that has waited for days runs the code of a takeover for the first time when the leader has just died. The
 * JVM then loads and links it piece by piece, which takes longer than the takeover itself. The rehearsal does that early.
 * It knows no real store, no user code and no thread but the one it is held on, and leaves no line in the log.
 */
final class Warmup implements EngineRuntime {

    /** Far more steps than the play has: it ends also if the engine does not. */
    private static final int MOST_STEPS = 1_000;

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final AtomicBoolean HELD = new AtomicBoolean();

    private record Step(long atNanos, long number, Runnable task) implements Comparable<Step> {

        @Override
        public int compareTo(Step other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Queue<Step> steps = new PriorityQueue<>();
    private final WarmupStore store = new WarmupStore();
    private long nowNanos;
    private long numbered;
    private int gained;
    private int lost;
    private int unheard;
    private boolean over;

    /** Holds a rehearsal unless there was one in this JVM. Whatever goes wrong in it, the first takeover is only slower. */
    static void holdOnce() {
        if (HELD.compareAndSet(false, true)) {
            new Warmup().hold();
        }
    }

    /** Takes an election over from a dead leader, resigns, leads once more, and leaves. */
    void hold() {
        UUID dead = freshId();
        String epoch = WarmupStore.STAMP.epoch();
        store.put(StoreRecord.first(epoch, StoreRecord.State.SETTLED, freshId(), LEASE, freshId()));
        store.put(new SessionRecord(
                dead, "dead", LEASE, SessionRecord.State.LIVE, null, null, 0, 0, Map.of(), epoch, freshId()));
        ElectionRecord.Held held = new ElectionRecord.Held(dead, "dead", null, LEASE);
        store.put(new ElectionRecord("rehearsal", 1, held, Instant.EPOCH, 1, epoch, freshId()));
        CandidateSettings settings = new CandidateSettings(
                "rehearsal", null, Timings.of(LEASE), null, LEASE, Takeover.STORE_CLOCK, LEASE.multipliedBy(3), false);
        CandidateHandle candidate = new CandidateHandle(new CandidateEngine(store, this, settings));
        candidate.start();
        ElectorHandle elector = (ElectorHandle)
                candidate.elector("rehearsal").listener(new Audience()).start();
        run(() -> gained == 1);
        elector.resign(LEASE);
        run(() -> gained == 2);
        candidate.engine().locked(candidate.engine()::leave);
        run(() -> over);
    }

    /** How often the play led. */
    int gained() {
        return gained;
    }

    /** How often the play stopped leading. */
    int lost() {
        return lost;
    }

    /** How many pieces of news nobody was told. */
    int unheard() {
        return unheard;
    }

    /** Whether the candidate of the play has left for good. */
    boolean isOver() {
        return over;
    }

    private void run(BooleanSupplier until) {
        for (int i = 0; i < MOST_STEPS && !until.getAsBoolean() && !steps.isEmpty(); i++) {
            Step next = steps.remove();
            nowNanos = Math.max(nowNanos, next.atNanos());
            next.task().run();
        }
    }

    private final class Audience implements LeadershipListener {
        @Override
        public void onGained(Leadership leadership) {
            gained++;
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            lost++;
        }
    }

    // ---- a process without threads ---------------------------------------------------------------------------------

    private Step add(long delayNanos, Runnable task) {
        Step step = new Step(nowNanos + Math.max(0, delayNanos), numbered++, task);
        steps.add(step);
        return step;
    }

    @Override
    public boolean isHeard() {
        return false;
    }

    @Override
    public Ticker ticker() {
        return () -> nowNanos;
    }

    @Override
    public Instant wallClock() {
        return Instant.EPOCH.plusNanos(nowNanos);
    }

    @Override
    public UUID freshId() {
        return new UUID(1, numbered++);
    }

    @Override
    public double jitter() {
        return 0;
    }

    @Override
    public Timer schedule(Lane lane, long delayNanos, Runnable task) {
        Step step = add(delayNanos, task);
        return () -> steps.remove(step);
    }

    @Override
    public <T> void call(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then) {
        add(0, () -> then.accept(call.apply(attempt)));
    }

    @Override
    public void callback(@Nullable Executor executor, Runnable task) {
        add(0, task);
    }

    /** Log lines and answers to those who wait: here nobody reads and nobody waits. */
    @Override
    public void signal(Runnable task) {
        unheard++;
    }

    @Override
    public Runnable work(String name, Runnable task) {
        add(0, task);
        return () -> {};
    }

    @Override
    public void await(CompletableFuture<?> future, Duration limit) {
        throw new UnsupportedOperationException("a rehearsal waits for nothing");
    }

    @Override
    public Pauses stallsSince(long nanos) {
        return Pauses.NONE;
    }

    @Override
    public void halt() {
        throw new UnsupportedOperationException("a rehearsal halts nothing");
    }

    @Override
    public void shutdown() {
        over = true;
        steps.clear();
    }
}
