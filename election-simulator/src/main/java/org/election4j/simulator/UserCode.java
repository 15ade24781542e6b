// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.jspecify.annotations.Nullable;

/** What a process does with one election: it listens, works, writes to the fenced register, and has its moods. */
final class UserCode implements LeadershipListener {

    private static final int REMEMBERED = 6;

    private final SimulatedProcess process;
    private final Story story;
    private static final long NOT_OVER = -1;

    private final int election;
    private final Callbacks callbacks;
    private final Deque<Leadership> over = new ArrayDeque<>();
    private final Set<Long> ledTerms = new HashSet<>();
    private final boolean works;
    private LeaderElector elector;
    private long untoldTerm;
    private @Nullable Leadership gained;
    private long overSinceNanos = NOT_OVER;

    UserCode(SimulatedProcess process, Story story, int election) {
        this.process = process;
        this.story = story;
        this.election = election;
        this.callbacks = new Callbacks(process.id() + " in " + story.electionName(election), story.referee());
        this.works = story.hasWork(process.index(), election);
        this.elector = open();
    }

    private LeaderElector open() {
        LeaderElector.Builder builder = process.candidate()
                .elector(story.electionName(election))
                .listener(this)
                .drainLimit(process.member().lease());
        return (works ? builder.onLeader(this::work) : builder).start();
    }

    boolean leads() {
        return elector.isLeader();
    }

    LeaderElector elector() {
        return elector;
    }

    /** An acquisition was applied, and maybe this process was not told so. */
    void mayLead(long term, boolean untold) {
        untoldTerm = untold ? term : untoldTerm;
    }

    boolean hasLed(long term) {
        return ledTerms.contains(term);
    }

    /** Whether user code of that term has returned, and had by then. */
    boolean hadDrained(long term, long byNanos) {
        return callbacks.hadDrained(term, byNanos);
    }

    boolean isRunning() {
        return callbacks.isOpen();
    }

    // ---- callbacks -------------------------------------------------------------------------------------------------

    @Override
    public void onGained(Leadership leadership) {
        callbacks.gained(leadership.term(), leadership.isValid());
        gained = leadership;
        leadership.stopSignal().thenRun(() -> gained = gained == leadership ? null : gained);
        ledTerms.add(leadership.term());
        if (leadership.term() == untoldTerm) {
            story.tally().count(Sometimes.OWN_ACQUISITION_RECOGNISED);
        }
        story.queue().note(leadership.term());
        story.referee().gained(process, election, leadership);
        story.register(election).follow(process, leadership);
        mood(leadership);
    }

    @Override
    public void onStopping(Leadership leadership, LossReason reason) {
        callbacks.stopping(leadership.term(), leadership.isValid() || leads());
        over.addLast(leadership);
        if (over.size() > REMEMBERED) {
            over.removeFirst();
        }
        story.referee().stopping(process, election, reason);
        mood(leadership);
    }

    @Override
    public void onLost(Leadership leadership, Loss loss) {
        callbacks.losing(leadership.term(), leadership.isValid() || leads());
        try {
            mood(leadership);
        } finally {
            callbacks.lost(leadership.term(), story.queue().now());
        }
    }

    @Override
    public void onLeaderChanged(Optional<LeaderInfo> leader) {
        boolean inOrder = !story.registrar().hasLostHistory(election);
        callbacks.leaderChanged(leader.map(LeaderInfo::term).orElse(0L), inOrder);
    }

    /** No leadership that was over has become valid again. */
    void checkOver() {
        for (Leadership former : over) {
            if (former.isValid()) {
                story.referee().violate(Invariant.NO_RETURN, process.id() + " again in term " + former.term());
            }
        }
    }

    /** A leadership whose time has run out is told to stop, unless something holds the process up. */
    void checkTold() {
        Leadership current = gained;
        long now = story.queue().now();
        if (current == null || current.isValid()) {
            overSinceNanos = NOT_OVER;
        } else if (overSinceNanos == NOT_OVER) {
            overSinceNanos = now;
        } else {
            long late = Math.min(now - overSinceNanos, process.machine().undisturbedNanos());
            if (late > TimeUnit.MILLISECONDS.toNanos(process.member().leaseMillis()) / 10) {
                story.referee().violate(Invariant.STOP_IN_TIME, process.id() + " in term " + current.term());
            }
        }
    }

    // ---- moods -----------------------------------------------------------------------------------------------------

    private void mood(Leadership leadership) {
        ActiveDisturbances weather = process.weather();
        if (!weather.isBad()) {
            return;
        }
        process.linger((long) (weather.of(Disturbance.SLOW_CODE)
                * (double) TimeUnit.MILLISECONDS.toNanos(process.member().leaseMillis())
                / 1000
                * process.dice().nextDouble()));
        if (process.dice().nextInt(1000) < weather.of(Disturbance.REENTRANT_CODE)) {
            callBack(leadership);
        }
        if (process.dice().nextInt(1000) < weather.of(Disturbance.THROWING_CODE)) {
            throw new IllegalStateException("simulated: user code failed");
        }
    }

    /** Every method may be called from every callback. */
    private void callBack(Leadership leadership) {
        switch (process.dice().nextInt(6)) {
            case 0 ->
                elector.resign(Duration.ofMillis(
                        process.dice().nextLong(process.member().leaseMillis())));
            case 1 -> elector.handOver("p" + (process.index() + 1));
            case 2 -> elector.runIfLeader(led -> led.term());
            case 3 -> elector.status();
            case 4 -> leadership.remaining();
            default -> {
                story.tally().count(Sometimes.CLOSED_FROM_INSIDE);
                reopenAfter(process.member().leaseMillis());
                elector.close();
            }
        }
    }

    // ---- work ------------------------------------------------------------------------------------------------------

    private void work(Leadership leadership) throws InterruptedException {
        long lease = TimeUnit.MILLISECONDS.toNanos(process.member().leaseMillis());
        callbacks.workBegins(leadership.term());
        try {
            while (leadership.isValid()) {
                process.sleep(lease * 2);
                if (process.dice().nextInt(1000) < process.weather().of(Disturbance.THROWING_CODE)) {
                    throw new IllegalStateException("simulated: leader work failed");
                }
                if (process.weather().isBad() && process.dice().nextInt(50) == 0) {
                    return;
                }
            }
        } finally {
            while (process.weather().of(Disturbance.STUBBORN_CODE) != 0) {
                process.linger(lease / 2);
            }
            callbacks.workEnds();
        }
    }

    // ---- closing ---------------------------------------------------------------------------------------------------

    /** Closes the elector as somebody who may wait, and opens another after a while. */
    void closeFor(long millis) {
        process.machine()
                .within(() -> story.fibers().start(() -> {
                    LeaderElector closing = elector;
                    closing.close();
                    if (closing == elector && !process.isClosing()) {
                        callbacks.closed(true);
                        reopenAfter(millis);
                    }
                }));
    }

    void closedForGood() {
        callbacks.closed(true);
    }

    private void reopenAfter(long millis) {
        LeaderElector closed = elector;
        story.queue()
                .after(
                        TimeUnit.MILLISECONDS.toNanos(millis),
                        process.key(),
                        () -> process.machine().within(() -> reopen(closed, millis)));
    }

    private void reopen(LeaderElector closed, long millis) {
        if (elector != closed || process.isClosing()) {
            return;
        }
        if (callbacks.isOpen()) {
            reopenAfter(millis + 1);
            return;
        }
        try {
            callbacks.closed(false);
            elector = open();
        } catch (IllegalStateException e) {
            // The former elector of that name has not come to its end yet.
            reopenAfter(millis + 1);
        }
    }
}
