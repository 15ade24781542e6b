// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.election4j.Candidate;
import org.election4j.Takeover;
import org.election4j.internal.candidate.Builders;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.machine.Timings;
import org.election4j.internal.runtime.EngineRuntime.Lane;
import org.election4j.spi.HintListener;
import org.jspecify.annotations.Nullable;

/** One process of a story, from its start to its end: a production candidate on a machine of its own. */
final class SimulatedProcess {

    private static final List<Lane> LANES = List.of(Lane.HEARTBEAT, Lane.CAMPAIGN, Lane.WATCHDOG);

    private final Story story;
    private final int index;
    private final int generation;
    private final StorySetup.Member member;
    private final SplittableRandom dice;
    private final Clock clock;
    private final SimulatedRuntime machine;
    private final StoreLink link;
    private final Candidate candidate;
    private final List<UserCode> codes = new ArrayList<>();
    private @Nullable HintListener hints;
    private long heartbeats;
    private boolean closing;
    private boolean closed;

    SimulatedProcess(Story story, int index, int generation, StorySetup.Member member, Clock clock) {
        this.story = story;
        this.index = index;
        this.generation = generation;
        this.member = member;
        this.clock = clock;
        this.dice = new SplittableRandom(EventQueue.mix(story.seed() ^ ((long) index << 32 | generation)));
        this.machine = new SimulatedRuntime(this, story.queue(), clock);
        this.link = new StoreLink(this, story);
        CandidateSettings settings = new CandidateSettings(
                id(),
                null,
                Timings.of(member.lease()),
                story.cast().configured() ? story.maxLease() : null,
                story.maxLease(),
                member.trustsStoreClock() ? Takeover.STORE_CLOCK : Takeover.OBSERVED,
                member.lease().multipliedBy(3),
                false);
        this.candidate = Builders.candidate(link, machine, settings);
        for (int election = 0; election < story.cast().elections(); election++) {
            codes.add(new UserCode(this, story, election));
        }
    }

    String id() {
        return "p" + index;
    }

    int index() {
        return index;
    }

    int generation() {
        return generation;
    }

    StorySetup.Member member() {
        return member;
    }

    Clock clock() {
        return clock;
    }

    SimulatedRuntime machine() {
        return machine;
    }

    StoreLink link() {
        return link;
    }

    Candidate candidate() {
        return candidate;
    }

    SplittableRandom dice() {
        return dice;
    }

    ActiveDisturbances weather() {
        return story.weather(index);
    }

    /** Names the threads of this process in the queue. */
    long key() {
        return 8L * index + 8;
    }

    UserCode code(int election) {
        return codes.get(election);
    }

    /** How often a session was written through this process. */
    long heartbeats() {
        return heartbeats;
    }

    void countHeartbeat() {
        heartbeats++;
    }

    boolean leads(int election) {
        return !machine.isDead() && codes.get(election).leads();
    }

    /** Whether user code has not been told yet that what it does is over. */
    boolean believesTooLong() {
        return codes.stream().anyMatch(code -> code.isRunning() && !code.leads());
    }

    boolean isDead() {
        return machine.isDead();
    }

    boolean isClosed() {
        return closed;
    }

    /** Something of this process has just run. */
    void stepped() {
        story.referee().stepped(this);
    }

    void kill() {
        machine.kill();
    }

    // ---- threads for user code -------------------------------------------------------------------------------------

    /** A thread of a pool does not run at once. */
    long dispatchNanos() {
        return dice.nextInt(200_000);
    }

    void runUserCode(Runnable task) {
        if (weather().isBad()) {
            story.fibers().start(task);
        } else {
            task.run();
        }
    }

    /** Whether a call to the store is a number of requests now, each of which can fail by itself. */
    boolean asksForObjects() {
        return story.cast().objects() && weather().isBad();
    }

    /** Runs a call to the store that blocks again and again. */
    void converse(Runnable call) {
        story.fibers().start(call);
    }

    /** Runs work on a thread of its own; gives what interrupts it. */
    Runnable runWork(Runnable task) {
        Fibers.Fiber[] fiber = new Fibers.Fiber[1];
        boolean[] interrupted = new boolean[1];
        story.queue()
                .after(
                        dispatchNanos(),
                        key(),
                        () -> machine.within(() -> {
                            fiber[0] = story.fibers().startAlone(task);
                            if (interrupted[0]) {
                                fiber[0].interrupt();
                            }
                        }));
        return () -> {
            interrupted[0] = true;
            story.queue()
                    .after(
                            0,
                            key(),
                            () -> machine.within(() -> {
                                if (fiber[0] != null) {
                                    fiber[0].interrupt();
                                }
                            }));
        };
    }

    /** Lets the calling user code take its time, if it is where it may block. */
    void linger(long realNanos) {
        Fibers.Fiber fiber = story.fibers().current();
        if (fiber != null && realNanos > 0) {
            wakeAfter(fiber, realNanos);
            fiber.block();
        }
    }

    /** Lets the calling leader work sleep. */
    void sleep(long realNanos) throws InterruptedException {
        Fibers.Fiber fiber = story.fibers().current();
        if (fiber == null) {
            throw new IllegalStateException("leader work runs as a fiber");
        }
        wakeAfter(fiber, realNanos);
        fiber.blockInterruptibly();
    }

    private void wakeAfter(Fibers.Fiber fiber, long realNanos) {
        story.queue().after(realNanos, key(), () -> machine.within(fiber::resume));
    }

    void await(CompletableFuture<?> future, long ownNanos) {
        Fibers.Fiber fiber = story.fibers().current();
        if (future.isDone() || ownNanos <= 0) {
            return;
        }
        if (fiber == null) {
            throw new IllegalStateException("whoever waits is a fiber");
        }
        var unused = future.whenComplete((done, failed) -> wakeAfter(fiber, 0));
        long end = story.queue().now() + clock.realNanos(ownNanos);
        while (!future.isDone() && story.queue().now() < end) {
            wakeAfter(fiber, end - story.queue().now());
            fiber.block();
        }
    }

    // ---- what happens to it ----------------------------------------------------------------------------------------

    void hears(HintListener listener) {
        hints = listener;
    }

    void hint(long delayNanos, Consumer<HintListener> hint) {
        HintListener listener = hints;
        if (listener != null) {
            story.queue().after(delayNanos, key() + 4, () -> machine.within(() -> hint.accept(listener)));
        }
    }

    void halted() {
        kill();
    }

    /** Closes the candidate, and then does something. */
    void close(Runnable then) {
        if (closing || isDead()) {
            return;
        }
        closing = true;
        machine.within(() -> story.fibers().start(() -> {
            candidate.close();
            closed = true;
            codes.forEach(UserCode::closedForGood);
            machine.within(then);
        }));
    }

    boolean isClosing() {
        return closing;
    }

    void starve(int lane, long millis) {
        Lane starving = LANES.get(lane % LANES.size());
        machine.starve(starving, true);
        story.queue().after(TimeUnit.MILLISECONDS.toNanos(millis), key(), () -> machine.starve(starving, false));
    }

    /** Timers that were set before come too late by the new clock. */
    void clockMoved() {
        machine.disturbed(TimeUnit.MILLISECONDS.toNanos(member.leaseMillis()));
    }

    /** All troubles of this process are over. */
    void heal() {
        clock.wakeUp();
        clockMoved();
        machine.resume();
        for (Lane lane : LANES) {
            machine.starve(lane, false);
        }
    }
}
