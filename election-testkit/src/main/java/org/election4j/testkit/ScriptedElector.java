// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.election4j.Candidate;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.LeaderTask;
import org.election4j.LeaderWork;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.election4j.ResignOutcome;
import org.election4j.RunOutcome;
import org.election4j.spi.InterruptibleWork;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * An elector whose test decides when it leads: for tests of services that are led, without a store, without waiting, and
 * without threads unless the test brings some.
 *
 * <pre>{@code
 * ScriptedElector elector = new ScriptedElector("nightly-billing").listener(service);
 * elector.grant();
 * assertThat(service.isRunning()).isTrue();
 * elector.lose(LossReason.RENEWAL_TIMED_OUT);
 * assertThat(service.isRunning()).isFalse();
 * }</pre>
 *
 * <p>It keeps the promises of a real one: gains and losses come in pairs, terms rise, a leadership is invalid before its
 * loss is heard of, {@code onLost} comes after all work and tasks have returned, and an exception in {@code onGained} ends
 * the leadership. Callbacks run on the thread that calls {@link #grant()} and {@link #lose}, unless {@link
 * #callbackExecutor} says otherwise. Thread-safe.
 */
public final class ScriptedElector implements LeaderElector {

    private final String electionName;
    private final ScriptedCandidate candidate;
    private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();
    private Executor callbacks = Runnable::run;
    private Ticker ticker = Ticker.system();
    private @Nullable LeaderWork work;
    private Executor workers = Runnable::run;
    private volatile @Nullable ScriptedLeadership current;
    private volatile @Nullable LeaderInfo leader;
    private volatile boolean closed;
    private long nextTerm = 1;

    /**
     * A follower.
     *
     * @param electionName the election
     */
    public ScriptedElector(String electionName) {
        this.electionName = requireNonNull(electionName, "electionName");
        this.candidate = new ScriptedCandidate(this);
    }

    /**
     * Adds a listener, before the first {@link #grant()}.
     *
     * @param listener the listener
     * @return this
     */
    public ScriptedElector listener(LeadershipListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets the leader work, before the first {@link #grant()}. It is interrupted when the leadership ends.
     *
     * @param leaderWork the work
     * @param executor where it runs; {@code Runnable::run} for work that returns at once
     * @return this
     */
    public ScriptedElector onLeader(LeaderWork leaderWork, Executor executor) {
        work = requireNonNull(leaderWork, "leaderWork");
        workers = requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets where callbacks run, before the first {@link #grant()}. It must run them one at a time and in order.
     *
     * @param executor the executor
     * @return this
     */
    public ScriptedElector callbackExecutor(Executor executor) {
        callbacks = requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets the clock by which {@link #grant(Duration)} counts, for example a {@link FakeTime}.
     *
     * @param clock the ticker
     * @return this
     */
    public ScriptedElector ticker(Ticker clock) {
        ticker = requireNonNull(clock, "clock");
        return this;
    }

    // ---- the script ------------------------------------------------------------------------------------------------

    /**
     * Lets this elector lead until the test says otherwise.
     *
     * @return the leadership
     * @throws IllegalStateException if it leads already, its last leadership has not drained, or it is closed
     */
    public Leadership grant() {
        return begin(null);
    }

    /**
     * Lets this elector lead for a limited time: after it the leadership is invalid, but nobody hears of it until {@link
     * #lose}. That is what a service sees whose process was paused.
     *
     * @param validity for how long, by the ticker
     * @return the leadership
     * @throws IllegalStateException if it leads already, its last leadership has not drained, or it is closed
     */
    public Leadership grant(Duration validity) {
        return begin(requireNonNull(validity, "validity"));
    }

    private Leadership begin(@Nullable Duration validity) {
        ScriptedLeadership leadership;
        synchronized (this) {
            if (closed || current != null) {
                throw new IllegalStateException("the elector of election '" + electionName + "' cannot begin to lead: "
                        + (closed
                                ? "it is closed"
                                : "its term " + requireNonNull(current).term() + " is not over"));
            }
            ScriptedLeadership next = new ScriptedLeadership(electionName, nextTerm++, ticker, validity);
            next.onUnpinned(reason -> end(next, reason));
            leadership = next;
            current = leadership;
            notifyAll();
        }
        leader(new LeaderInfo(electionName, candidate.id(), null, leadership.term(), Instant.now()));
        callbacks.execute(() -> gained(leadership));
        return leadership;
    }

    /**
     * Ends the leadership, if there is one. Where the reason is one that a process chooses, {@linkplain Leadership#pin
     * pins} hold it up until they are closed. A pin whose time runs out first turns the leadership invalid, but nobody hears
     * of that until this method is called again.
     *
     * @param reason why
     */
    public void lose(LossReason reason) {
        ScriptedLeadership leadership = current;
        if (leadership != null) {
            if (reason.chosen()) {
                giveUp(leadership, reason);
            } else {
                end(leadership, reason);
            }
        }
    }

    private void giveUp(ScriptedLeadership leadership, LossReason reason) {
        if (!leadership.defer(reason)) {
            end(leadership, reason);
        }
    }

    /**
     * Lets this elector see another leader.
     *
     * @param seen who leads; null for nobody
     */
    public void leader(@Nullable LeaderInfo seen) {
        if (!Objects.equals(leader, seen)) {
            leader = seen;
            callbacks.execute(() -> each(listener -> listener.onLeaderChanged(Optional.ofNullable(seen))));
        }
    }

    // ---- callbacks -------------------------------------------------------------------------------------------------

    private void gained(ScriptedLeadership leadership) {
        if (!leadership.enter()) {
            return;
        }
        leadership.announce();
        try {
            each(listener -> listener.onGained(leadership));
        } catch (RuntimeException | Error e) {
            giveUp(leadership, LossReason.WORK_FAILED);
        }
        LeaderWork toDo = work;
        if (toDo != null && leadership.enter()) {
            workers.execute(() -> work(leadership, toDo));
        }
        leave(leadership);
    }

    private void work(ScriptedLeadership leadership, LeaderWork toDo) {
        InterruptibleWork interruptible = leadership.beginWork();
        try {
            toDo.run(leadership);
            giveUp(leadership, LossReason.WORK_FINISHED);
        } catch (Exception | Error e) {
            giveUp(leadership, LossReason.WORK_FAILED);
        } finally {
            leadership.endWork(interruptible);
            leave(leadership);
        }
    }

    private void end(ScriptedLeadership leadership, LossReason reason) {
        if (leadership.stop(reason)) {
            callbacks.execute(() -> {
                try {
                    if (leadership.isAnnounced()) {
                        each(listener -> listener.onStopping(leadership, reason));
                    }
                } finally {
                    leave(leadership);
                }
            });
        }
    }

    private void leave(ScriptedLeadership leadership) {
        if (leadership.leave()) {
            callbacks.execute(() -> lost(leadership));
        }
    }

    private void lost(ScriptedLeadership leadership) {
        LossReason reason = leadership.reason();
        LossCause cause = reason.chosen() ? LossCause.NOT_LATE : LossCause.STORE_UNREACHABLE;
        LossReport report = new LossReport(cause, Map.of(), List.of(), "scripted: " + reason);
        try {
            if (leadership.isAnnounced()) {
                each(listener -> listener.onLost(leadership, new Loss(reason, Duration.ZERO, report)));
            }
        } finally {
            synchronized (this) {
                current = null;
                notifyAll();
            }
            leader(null);
            leadership.markReleased();
        }
    }

    private void each(Consumer<LeadershipListener> call) {
        listeners.forEach(call);
    }

    // ---- LeaderElector ---------------------------------------------------------------------------------------------

    @Override
    public String electionName() {
        return electionName;
    }

    /**
     * A candidate that has this elector and nothing else.
     *
     * @return a candidate whose id is {@code scripted}; it opens no electors and observes nothing
     */
    @Override
    public Candidate candidate() {
        return candidate;
    }

    @Override
    public boolean isLeader() {
        ScriptedLeadership leadership = current;
        return leadership != null && leadership.isValid();
    }

    @Override
    public Optional<Leadership> leadership() {
        return Optional.<Leadership>ofNullable(current).filter(Leadership::isValid);
    }

    @Override
    public synchronized Optional<Leadership> awaitLeadership(Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        Duration left = atMost;
        while (!isLeader() && !closed && !left.isNegative() && !left.isZero()) {
            TimeUnit.NANOSECONDS.timedWait(
                    this, Math.min(left.getSeconds(), 1_000_000) * 1_000_000_000 + left.getNano());
            left = atMost.minusNanos(System.nanoTime() - start);
        }
        return leadership();
    }

    @Override
    public Optional<LeaderInfo> currentLeader() {
        return Optional.ofNullable(leader);
    }

    @Override
    public <T> RunOutcome<T> runIfLeader(LeaderTask<T> task) {
        ScriptedLeadership leadership = current;
        if (leadership == null || !leadership.enter()) {
            return new RunOutcome.NotLeader<>(leader);
        }
        InterruptibleWork work = InterruptibleWork.begin();
        try {
            return new RunOutcome.Ran<>(task.run(leadership), leadership.term(), leadership.isValid());
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return new RunOutcome.Failed<>(e, leadership.term());
        } finally {
            work.end();
            leave(leadership);
        }
    }

    @Override
    public CompletionStage<ResignOutcome> resign() {
        return giveUp(LossReason.RESIGNED);
    }

    @Override
    public CompletionStage<ResignOutcome> resign(Duration coolDown) {
        return giveUp(LossReason.RESIGNED);
    }

    @Override
    public CompletionStage<ResignOutcome> handOver(String candidateId) {
        return giveUp(LossReason.HANDED_OVER);
    }

    private CompletionStage<ResignOutcome> giveUp(LossReason reason) {
        ScriptedLeadership leadership = current;
        if (leadership == null) {
            return CompletableFuture.completedStage(ResignOutcome.NOT_LEADING);
        }
        giveUp(leadership, reason);
        return leadership.released();
    }

    @Override
    public ElectorStatus status() {
        ScriptedLeadership leadership = current;
        ElectorStatus.State state = closed ? ElectorStatus.State.CLOSED : ElectorStatus.State.FOLLOWING;
        if (leadership != null) {
            state = leadership.isValid() ? ElectorStatus.State.LEADING : ElectorStatus.State.DRAINING;
        }
        long term = leadership == null ? 0 : leadership.term();
        return new ElectorStatus(
                electionName, candidate.id(), state, term, leader, null, "what the test says", Instant.now());
    }

    /** Ends the leadership, if there is one. Does not wait for work that runs elsewhere. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        lose(LossReason.CLOSED);
    }
}
