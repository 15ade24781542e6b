// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
 * <p>Counts what is still open: the stop callback, which is always to come, the leader work, and tasks of {@code
 * runIfLeader}. When the count reaches zero the leadership has drained, and {@code onLost} is queued as the last callback;
 * the seat is given up only after that. Thread-safe.
 */
public final class LeadershipRun {

    private final LeadershipHandle handle;
    private final ElectorSettings options;
    private final CallbackQueue queue;
    private final EngineRuntime runtime;
    private final EngineLog log;
    private final Listener engine;

    private int open = 1;
    private int told;
    private @Nullable LossReason reason;
    private @Nullable Runnable interruptWork;
    private @Nullable InterruptibleWork running;
    private @Nullable Thread worker;
    private final List<Thread> callers = new ArrayList<>();

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
    }

    public LeadershipHandle handle() {
        return handle;
    }

    /** Queues the news, if anybody hears it, and starts the work: not behind callbacks, whose threads may all be taken. */
    public void begin() {
        if (!isSilent()) {
            queue.submit(this::deliverGained);
        }
        Throwable failure = startWork();
        if (failure != null) {
            engine.workEnded(this, failure);
        }
    }

    /** Thousands of electors without listeners cost no callback thread. */
    private boolean isSilent() {
        return options.listeners().isEmpty();
    }

    private void deliverGained() {
        for (LeadershipListener listener : options.listeners()) {
            // The news may have waited, in the queue or for another listener, for longer than it is true.
            if (!handle.isValid()) {
                return;
            }
            told++;
            queue.call(() -> tell(listener));
        }
    }

    private void tell(LeadershipListener listener) {
        try {
            listener.onGained(handle);
        } catch (Throwable e) {
            log.callbackFailed("onGained", e);
            engine.workEnded(this, e);
        }
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
            worker = Thread.currentThread();
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
        close();
    }

    /** Counts a task in; false once the leadership is stopping. */
    public synchronized boolean enter() {
        if (reason != null || !handle.isValid()) {
            return false;
        }
        open++;
        callers.add(Thread.currentThread());
        return true;
    }

    /** Counts something out. */
    void close() {
        boolean drained;
        synchronized (this) {
            open--;
            drained = open == 0;
        }
        if (drained && isSilent()) {
            engine.drained(this);
        } else if (drained) {
            queue.submit(this::deliverLost);
        }
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
        if (isSilent()) {
            close();
        } else {
            queue.submit(() -> deliverStopping(why));
        }
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

    private void deliverStopping(LossReason why) {
        each("onStopping", listener -> listener.onStopping(handle, why));
        close();
    }

    private void deliverLost() {
        LossReason why;
        synchronized (this) {
            why = requireNonNull(reason);
        }
        Loss loss = engine.loss(this, why);
        each("onLost", listener -> listener.onLost(handle, loss));
        engine.drained(this);
    }

    private void each(String what, Consumer<LeadershipListener> call) {
        for (LeadershipListener listener : options.listeners().subList(0, told)) {
            queue.call(() -> {
                try {
                    call.accept(listener);
                } catch (Throwable e) {
                    log.callbackFailed(what, e);
                }
            });
        }
    }

    /** Counts a task of the calling thread out. */
    public void leave() {
        synchronized (this) {
            callers.remove(Thread.currentThread());
        }
        close();
    }

    /** Whether the thread is inside leader work or a task of this leadership. */
    public synchronized boolean isCaller(Thread thread) {
        return worker == thread || callers.contains(thread);
    }
}
