// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
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
 * The process a candidate runs in, in fake time: everything the production engine does happens inside {@link
 * FakeTime#advance}, on the thread of the test.
 *
 * <p>A process can be {@linkplain #pause paused} and {@linkplain #resume resumed}: time goes on, and what became due
 * meanwhile happens afterwards; and {@linkplain #kill killed}. Store calls take as long as the test says and hold their
 * lane meanwhile, as a thread would. Leader work is run to its end at once, so it must not block; use listeners to hold a
 * leadership in fake time.
 */
final class VirtualRuntime implements EngineRuntime {

    private final FakeTime time;
    private final Random random;
    private final double rate;
    private final long startNanos;
    private final Map<Lane, LaneState> lanes = new EnumMap<>(Lane.class);
    private final Queue<Runnable> onResume = new ArrayDeque<>();
    private Duration requestDelay = Duration.ZERO;
    private Duration replyDelay = Duration.ZERO;
    private boolean paused;
    private boolean dead;
    private boolean shutDown;
    private boolean halted;
    private long steppedNanos;
    private long steps;

    private static final class LaneState {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean busy;
    }

    VirtualRuntime(FakeTime time, long seed) {
        this(time, seed, 1);
    }

    /** A process whose clock runs at another rate than the time of the test. */
    VirtualRuntime(FakeTime time, long seed, double rate) {
        this.time = time;
        this.rate = rate;
        this.startNanos = time.nanos();
        this.random = new Random(seed);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LaneState());
        }
    }

    /** The date of the machine is set forward, and there is no boot clock to tell that from a suspend. */
    void setDateForward(Duration by) {
        steps++;
        steppedNanos += by.toNanos();
    }

    @Override
    public long unexplainedSteps() {
        return steps;
    }

    /** From now on a store call takes effect after one delay, and its answer arrives after another. */
    void latency(Duration request, Duration reply) {
        requestDelay = request;
        replyDelay = reply;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        for (int pending = onResume.size(); pending > 0; pending--) {
            time.execute(requireNonNull(onResume.poll()));
        }
    }

    void kill() {
        dead = true;
    }

    boolean isHalted() {
        return halted;
    }

    @Override
    public Ticker ticker() {
        return rate == 1
                ? () -> time.nanos() + steppedNanos
                : () -> startNanos + steppedNanos + (long) ((time.nanos() - startNanos) * rate);
    }

    @Override
    public Instant wallClock() {
        return time.instant();
    }

    @Override
    public UUID freshId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    @Override
    public double jitter() {
        return random.nextDouble();
    }

    @Override
    public Timer schedule(Lane lane, long delayNanos, Runnable task) {
        FakeTime.Scheduled scheduled = time.schedule(Duration.ofNanos(real(delayNanos)), alive(() -> run(lane, task)));
        return scheduled::cancel;
    }

    /** How long a delay of the process takes; rounded up, so that no timer fires before its time has come. */
    private long real(long delayNanos) {
        return delayNanos <= 0 ? 0 : rate == 1 ? delayNanos : (long) Math.ceil(delayNanos / rate) + 1;
    }

    /** Runs on the lane, when it is free. */
    private void run(Lane lane, Runnable task) {
        LaneState state = requireNonNull(lanes.get(lane));
        if (state.busy) {
            state.waiting.add(task);
        } else {
            task.run();
        }
    }

    @Override
    public <T> void call(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then) {
        time.execute(alive(() -> run(lane, () -> begin(lane, attempt, call, then))));
    }

    @Override
    public void replace(Lane lane) {
        lanes.put(lane, new LaneState());
    }

    private <T> void begin(Lane lane, Attempt attempt, Function<Attempt, T> call, Consumer<T> then) {
        LaneState state = requireNonNull(lanes.get(lane));
        state.busy = true;
        // What is on the network goes on while the process is paused; only its answer has to wait.
        time.schedule(requestDelay, () -> {
            if (!dead) {
                T answer = call.apply(attempt);
                time.schedule(replyDelay, alive(() -> end(state, answer, then)));
            }
        });
    }

    private static <T> void end(LaneState state, T answer, Consumer<T> then) {
        state.busy = false;
        then.accept(answer);
        while (!state.busy && !state.waiting.isEmpty()) {
            state.waiting.remove().run();
        }
    }

    /** Wraps what the process does itself: not while it is paused, never once it is dead. */
    private Runnable alive(Runnable task) {
        return () -> {
            if (!shutDown) {
                unlessKilled(task).run();
            }
        };
    }

    private Runnable unlessKilled(Runnable task) {
        return () -> {
            if (paused && !dead) {
                onResume.add(unlessKilled(task));
            } else if (!dead) {
                task.run();
            }
        };
    }

    @Override
    public void callback(@Nullable Executor executor, Runnable task) {
        time.execute(alive(() -> (executor == null ? (Executor) Runnable::run : executor).execute(task)));
    }

    @Override
    public void signal(Runnable task) {
        time.execute(unlessKilled(task));
    }

    @Override
    public Runnable work(String name, Runnable task) {
        time.execute(alive(task));
        return () -> {};
    }

    /** Lets time pass meanwhile. */
    @Override
    public void await(CompletableFuture<?> future, Duration limit) {
        Duration end = time.elapsed().plus(limit);
        while (!future.isDone() && !dead && !shutDown && time.elapsed().compareTo(end) < 0) {
            Duration left = end.minus(time.elapsed());
            time.advance(
                    time.untilNext().filter(next -> next.compareTo(left) < 0).orElse(left));
        }
    }

    @Override
    public Pauses stallsSince(long nanos) {
        return Pauses.NONE;
    }

    @Override
    public void halt() {
        halted = true;
        dead = true;
    }

    /** Nothing of the engine runs any more; what was handed to other threads still does. */
    @Override
    public void shutdown() {
        shutDown = true;
    }
}
