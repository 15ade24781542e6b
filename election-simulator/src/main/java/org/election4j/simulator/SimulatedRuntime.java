// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.Pauses;
import org.election4j.spi.Attempt;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * What the production engine of one process runs on: its clock, its lanes, its pools, all inside the one queue of the
 * story.
 */
final class SimulatedRuntime implements EngineRuntime {

    private final SimulatedProcess process;
    private final EventQueue queue;
    private final Clock clock;
    private final Map<Lane, LaneState> lanes = new EnumMap<>(Lane.class);
    private Deque<Runnable> heldBack = new ArrayDeque<>();
    private boolean paused;
    private boolean dead;
    private boolean shutDown;
    private long disturbedNanos;

    private static final class LaneState {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean busy;
        private boolean starved;
    }

    SimulatedRuntime(SimulatedProcess process, EventQueue queue, Clock clock) {
        this.process = process;
        this.queue = queue;
        this.clock = clock;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LaneState());
        }
    }

    // ---- what befalls it -------------------------------------------------------------------------------------------

    void pause() {
        paused = true;
    }

    void resume() {
        // A pause that ends while the whole machine is suspended ends with that.
        if (paused && !clock.isSuspended()) {
            paused = false;
            disturbed(0);
            Deque<Runnable> held = heldBack;
            heldBack = new ArrayDeque<>();
            held.forEach(task -> queue.after(0, process.key(), task));
        }
    }

    boolean isPaused() {
        return paused;
    }

    void kill() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    void starve(Lane lane, boolean on) {
        LaneState state = state(lane);
        state.starved = on;
        if (!on) {
            disturbed(0);
            within(() -> goOn(state));
        }
    }

    /** Something held this process up, or has moved its clock, so that timers may be late for a while. */
    void disturbed(long forNanos) {
        disturbedNanos = Math.max(disturbedNanos, queue.now() + forNanos);
    }

    /** For how long the watchdog has had nothing that could make it late; negative while it has. */
    long undisturbedNanos() {
        return state(Lane.WATCHDOG).starved ? -1 : queue.now() - disturbedNanos;
    }

    /** Does something as this process: now, or once it runs again, or never. */
    void within(Runnable task) {
        if (dead) {
            return;
        }
        if (paused) {
            heldBack.add(() -> within(task));
            return;
        }
        task.run();
        process.stepped();
    }

    // ---- EngineRuntime ---------------------------------------------------------------------------------------------

    @Override
    public Ticker ticker() {
        return clock.ticker();
    }

    @Override
    public long unexplainedSteps() {
        return clock.ticker().unexplainedSteps();
    }

    @Override
    public Instant wallClock() {
        return Instant.ofEpochMilli(clock.dateMillis());
    }

    @Override
    public UUID freshId() {
        return new UUID(process.dice().nextLong(), process.dice().nextLong());
    }

    @Override
    public double jitter() {
        return process.dice().nextDouble();
    }

    @Override
    public Timer schedule(Lane lane, long delayNanos, Runnable task) {
        MonotonicTimer timer = new MonotonicTimer(lane, task, clock.monotonicNanos() + Math.max(0, delayNanos));
        timer.arm(clock.realNanos(delayNanos));
        return timer;
    }

    /** A timer of the operating system: it does not count while the machine is suspended, and a suspend delays it. */
    private final class MonotonicTimer implements Timer, Runnable {
        private final Lane lane;
        private final Runnable task;
        private final long dueNanos;
        private EventQueue.@Nullable Event event;
        private boolean cancelled;

        private MonotonicTimer(Lane lane, Runnable task, long dueNanos) {
            this.lane = lane;
            this.task = task;
            this.dueNanos = dueNanos;
        }

        private void arm(long realNanos) {
            event = queue.after(realNanos, key(lane), this);
        }

        @Override
        public void run() {
            within(this::fire);
        }

        private void fire() {
            long left = dueNanos - clock.monotonicNanos();
            if (left > 0) {
                arm(clock.realNanos(left));
            } else if (!shutDown) {
                onLane(state(lane), this::perform);
            }
        }

        private void perform() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public String toString() {
            return process.id() + " " + lane + " timer due " + (dueNanos - clock.monotonicNanos()) + " " + task;
        }

        @Override
        public void cancel() {
            cancelled = true;
            requireNonNull(event).cancel();
        }
    }

    @Override
    public <T> void call(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then) {
        LaneState state = state(lane);
        queue.after(
                0,
                key(lane),
                () -> within(() -> onLane(state, () -> {
                    if (!shutDown) {
                        begin(lane, attempt, call, then);
                    }
                })));
    }

    private <T> void begin(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then) {
        state(lane).busy = true;
        if (process.asksForObjects()) {
            // Several requests, each with a fate of its own, and much may happen between them.
            process.converse(() -> {
                T answer = process.link().call(CallFate.CALM, attempt, call);
                queue.after(0, key(lane), () -> within(() -> end(lane, answer, then)));
            });
            return;
        }
        long limit = clock.realNanos(attempt.remaining().toNanos());
        CallFate trip = CallFate.draw(process.weather(), process.member(), queue.now(), limit, process.dice());
        StoreLink link = process.link();
        if (trip.fate().isAnswered()) {
            // What is on the network goes on, whatever becomes of the process.
            queue.after(trip.requestNanos(), key(lane), () -> {
                T answer = link.call(trip, attempt, call);
                queue.after(trip.replyNanos(), key(lane), () -> within(() -> end(lane, answer, then)));
            });
        } else {
            T answer = link.call(trip, attempt, call);
            queue.after(trip.replyNanos(), key(lane), () -> within(() -> end(lane, answer, then)));
        }
    }

    private <T> void end(Lane lane, T answer, Consumer<T> then) {
        LaneState state = state(lane);
        state.waiting.addFirst(() -> {
            if (!shutDown) {
                then.accept(answer);
            }
        });
        state.busy = false;
        goOn(state);
    }

    private void onLane(LaneState state, Runnable task) {
        state.waiting.addLast(task);
        goOn(state);
    }

    private static void goOn(LaneState state) {
        while (!state.busy && !state.starved && !state.waiting.isEmpty()) {
            state.waiting.removeFirst().run();
        }
    }

    private LaneState state(Lane lane) {
        return requireNonNull(lanes.get(lane));
    }

    private long key(Lane lane) {
        return process.key()
                + switch (lane) {
                    case HEARTBEAT -> 1;
                    case CAMPAIGN -> 2;
                    case WATCHDOG -> 3;
                };
    }

    @Override
    public void callback(@Nullable Executor executor, Runnable task) {
        queue.after(
                process.dispatchNanos(),
                process.key(),
                () -> within(() -> {
                    if (!shutDown) {
                        process.runUserCode(task);
                    }
                }));
    }

    @Override
    public void signal(Runnable task) {
        queue.after(0, process.key(), () -> within(task));
    }

    @Override
    public Runnable work(String name, Runnable task) {
        return process.runWork(task);
    }

    @Override
    public void await(CompletableFuture<?> future, Duration limit) {
        process.await(future, limit.toNanos());
    }

    @Override
    public Pauses stallsSince(long nanos) {
        return Pauses.NONE;
    }

    @Override
    public void halt() {
        process.halted();
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }
}
