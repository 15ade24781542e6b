// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.internal.runtime.EngineLog;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.spi.InterruptibleWork;
import org.jspecify.annotations.Nullable;

/**
 * The user's side of one leadership: callbacks, leader work and tasks, and when all of it has returned.
 *
 * <p>Counts what is still open: the leader work, and tasks of {@code runIfLeader}. When the stop signal was given and the
 * count is zero, {@code onLost} is queued for those who were told of the leadership; when they have returned it has
 * drained, and only then is the seat given up. Who was told nothing has nothing to drain. Thread-safe.
 */
public final class LeadershipRun {

    private final LeadershipHandle handle;
    private final ElectorSettings options;
    private final CallbackQueue queue;
    private final EngineRuntime runtime;
    private final EngineLog log;
    private final Listener engine;
    private final long beganNanos;

    private int open;
    private int told;
    private boolean stopTold;
    private boolean drained;
    private @Nullable LossReason reason;
    private @Nullable Long heardNanos;
    private @Nullable Runnable interruptWork;
    private @Nullable InterruptibleWork running;
    private final List<Thread> inside = new ArrayList<>();

    /** What the engine wants to hear. */
    public interface Listener {
        /** Leader work returned or failed. */
        void workEnded(LeadershipRun run, @Nullable Throwable failure);

        /** The loss, as it is to be delivered. */
        Loss loss(LeadershipRun run, LossReason reason);

        /** All user code has returned, and the loss was delivered. */
        void drained(LeadershipRun run);
    }

    public LeadershipRun(
            LeadershipHandle handle,
            ElectorSettings options,
            CallbackQueue queue,
            EngineRuntime runtime,
            EngineLog log,
            Listener engine) {
        this.handle = handle;
        this.options = options;
        this.queue = queue;
        this.runtime = runtime;
        this.log = log;
        this.engine = engine;
        this.beganNanos = runtime.ticker().nanos();
    }

    public LeadershipHandle handle() {
        return handle;
    }

    /** When this leadership began. */
    public long beganNanos() {
        return beganNanos;
    }

    /** Queues the good news for those who listen, and starts the work, which waits for nobody. */
    public void begin() {
        for (LeadershipListener listener : options.listeners()) {
            queue.submit(() -> tell(listener));
        }
        Throwable failure = startWork();
        if (failure != null) {
            engine.workEnded(this, failure);
        }
    }

    private void tell(LeadershipListener listener) {
        synchronized (this) {
            // The news may have waited, in the queue or for another listener, for longer than it is true.
            if (reason != null || !handle.isValid()) {
                return;
            }
            told++;
        }
        queue.call(() -> {
            try {
                listener.onGained(handle);
            } catch (Throwable e) {
                log.callbackFailed("onGained", e);
                engine.workEnded(this, e);
            }
        });
    }

    /** Starts the work, if there is any and it is not too late; gives what went wrong. */
    private synchronized @Nullable Throwable startWork() {
        if (options.work() == null || reason != null || !handle.isValid()) {
            return null;
        }
        open++;
        String name = "election4j-" + handle.electionName() + "-leader-" + handle.term();
        try {
            interruptWork = runtime.work(name, this::work);
            return null;
        } catch (Throwable e) {
            // No thread to be had: the leadership ends and is tried again later, maybe elsewhere.
            open--;
            return e;
        }
    }

    private void work() {
        InterruptibleWork interruptible = InterruptibleWork.begin();
        boolean late;
        synchronized (this) {
            inside.add(Thread.currentThread());
            running = interruptible;
            late = reason != null;
        }
        if (late) {
            interruptible.interrupt();
        }
        Throwable failure = null;
        try {
            requireNonNull(options.work()).run(handle);
        } catch (InterruptedException e) {
            failure = handle.isValid() ? e : null;
        } catch (Throwable e) {
            failure = e;
        }
        interruptible.end();
        engine.workEnded(this, failure);
        leave();
    }

    /** Counts a task in; false once the leadership is stopping. */
    public synchronized boolean enter() {
        if (reason != null || !handle.isValid()) {
            return false;
        }
        open++;
        inside.add(Thread.currentThread());
        return true;
    }

    /** Counts the work or the task of the calling thread out. */
    public void leave() {
        leave(Thread.currentThread());
    }

    private void leave(Thread thread) {
        boolean over;
        synchronized (this) {
            over = inside.remove(thread) && --open == 0 && stopTold;
        }
        if (over) {
            lose();
        }
    }

    /** Counts out what will never return, because its thread ends the JVM. */
    public void leaveBehind(Predicate<Thread> lost) {
        List<Thread> threads;
        synchronized (this) {
            threads = inside.stream().filter(lost).toList();
        }
        threads.forEach(this::leave);
    }

    private void stopTold() {
        hear();
        boolean over;
        synchronized (this) {
            stopTold = true;
            over = open == 0;
        }
        if (over) {
            lose();
        }
    }

    private void lose() {
        each("onLost", (listener, why) -> listener.onLost(handle, engine.loss(this, why)), this::end);
    }

    private void end() {
        synchronized (this) {
            drained = true;
        }
        engine.drained(this);
    }

    /** Gives the stop signal. The handle is invalid already. */
    public void stop(LossReason why) {
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
        }
        interrupt();
        Runnable signal = handle.signalled(why);
        if (signal != null) {
            runtime.signal(signal);
        }
        each(
                "onStopping",
                (listener, reason) -> {
                    hear();
                    listener.onStopping(handle, reason);
                },
                this::stopTold);
    }

    /** The stop signal has arrived: the work is interrupted, and the first of those who were told listens to it. */
    private synchronized void hear() {
        if (heardNanos == null) {
            heardNanos = runtime.ticker().nanos();
        }
    }

    /** When user code heard the stop signal; null if it has not. */
    public synchronized @Nullable Long heardNanos() {
        return heardNanos;
    }

    /** Whether all user code has returned and was told of the end, if there ever was any. */
    public synchronized boolean isDrained() {
        return drained || (told == 0 && open == 0);
    }

    /** Interrupts the leader work, if it is running. */
    public void interrupt() {
        Runnable interrupt;
        InterruptibleWork work;
        synchronized (this) {
            interrupt = interruptWork;
            work = running;
        }
        // Before it has begun there is nothing to interrupt: it looks at the reason first.
        if (interrupt != null && work != null) {
            // An interrupt may run code of whatever the work waits in: not on a thread of the engine.
            runtime.signal(() -> work.interrupt(interrupt));
        }
    }

    /** Calls those who were told of the leadership, and then goes on; at once if nobody was. */
    private void each(String what, BiConsumer<LeadershipListener, LossReason> callback, Runnable then) {
        LossReason why;
        int listening;
        synchronized (this) {
            why = requireNonNull(reason);
            listening = told;
        }
        for (LeadershipListener listener : options.listeners().subList(0, listening)) {
            queue.submit(() -> queue.call(() -> {
                try {
                    callback.accept(listener, why);
                } catch (Throwable e) {
                    log.callbackFailed(what, e);
                }
            }));
        }
        if (listening == 0) {
            then.run();
        } else {
            queue.submit(then);
        }
    }

    /** Whether the thread is inside leader work or a task of this leadership. */
    public synchronized boolean isCaller(Thread thread) {
        return inside.contains(thread);
    }
}
