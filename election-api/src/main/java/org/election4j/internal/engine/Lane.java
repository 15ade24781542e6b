// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.function.Consumer;
import org.election4j.internal.runtime.AttemptTrace;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.StoreCall;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * One lane of a candidate: takes a step when it is time, makes one store call at once, and goes on whatever happens.
 *
 * <p>A step begins a call or says when to look again. After each answer comes another step. A step that throws is taken
 * again soon. A call that does not return long after its limit counts as unanswered, and the lane gets another thread;
 * with {@value #MOST_LOST} threads lost it waits for one of them instead, and says so. Guarded by the engine's lock.
 */
final class Lane {

    /** How many threads may hang in calls that never return. */
    static final int MOST_LOST = 2;

    private final CandidateEngine engine;
    private final EngineRuntime.Lane name;
    private final Step step;
    private EngineRuntime.@Nullable Timer timer;
    private long timerAtNanos;
    private @Nullable Call<?> current;
    private int lost;

    /** What the lane does. */
    @FunctionalInterface
    interface Step {
        /**
         * Begins a call, or does nothing.
         *
         * @param now the time
         * @return when to look again, if no call was begun; null if only when woken
         */
        @Nullable
        Long take(long now);
    }

    private static final class Call<T> {
        private final AttemptTrace attempt;
        private final StoreCall<T> call;
        private final Consumer<T> then;
        private long lookAtNanos;
        private boolean late;
        private boolean over;

        private Call(AttemptTrace attempt, StoreCall<T> call, Consumer<T> then) {
            this.attempt = attempt;
            this.call = call;
            this.then = then;
        }
    }

    Lane(CandidateEngine engine, EngineRuntime.Lane name, Step step) {
        this.engine = engine;
        this.name = name;
        this.step = step;
    }

    boolean isCalling() {
        return current != null;
    }

    /** Takes a step as soon as possible: at once, or after the call that is under way. */
    void wake() {
        wakeAt(engine.now());
    }

    /** Takes a step at the given time, or earlier. */
    void wakeAt(long atNanos) {
        if (current != null || engine.lifecycle() == CandidateEngine.Lifecycle.CLOSED) {
            return;
        }
        if (timer != null) {
            if (timerAtNanos - atNanos <= 0) {
                return;
            }
            timer.cancel();
        }
        timerAtNanos = atNanos;
        timer = engine.runtime.schedule(name, atNanos - engine.now(), () -> engine.locked(this::run));
    }

    private void run() {
        if (timer != null) {
            timer.cancel();
        }
        timer = null;
        if (current != null || engine.lifecycle() == CandidateEngine.Lifecycle.CLOSED) {
            return;
        }
        long now = engine.now();
        Long next = now + engine.timings.leaseNanos() / 50;
        try {
            next = step.take(now);
        } finally {
            if (next != null) {
                wakeAt(next);
            }
        }
    }

    /** Makes a store call once the lock is free. There must be none under way. */
    <T> void call(AttemptTrace attempt, StoreCall<T> call, Consumer<T> then) {
        Call<T> made = new Call<>(attempt, call, then);
        current = made;
        made.lookAtNanos = attempt.deadlineNanos() + 2 * engine.timings.attemptNanos();
        engine.deadlines.arm(made.lookAtNanos);
        engine.effect(() ->
                engine.runtime.call(name, attempt, call::make, answer -> engine.locked(() -> answered(made, answer))));
    }

    private <T> void answered(Call<T> made, T answer) {
        if (made.attempt.wasReplied()) {
            engine.heartbeats.answered(made.attempt.startedNanos());
        }
        if (made.over) {
            // It was taken for unanswered long ago, and its thread is free now.
            lost--;
            return;
        }
        made.over = true;
        current = null;
        try {
            made.then.accept(answer);
        } finally {
            if (current == null) {
                // Not in this step, whose effects may be the news that somebody leads: they go first.
                engine.effect(() -> engine.locked(this::run));
            }
        }
    }

    /**
     * Looks after the call that is under way.
     *
     * @return when to look again; null if there is none
     */
    @Nullable
    Long supervise(long now) {
        Call<?> made = current;
        if (made == null) {
            return null;
        }
        if (now - made.lookAtNanos < 0) {
            return made.lookAtNanos;
        }
        if (!made.late) {
            // After a pause of the process the answer may be here already and only has to be taken.
            made.late = true;
            made.lookAtNanos = now + engine.timings.attemptNanos() / 4;
            return made.lookAtNanos;
        }
        giveUp(made, now);
        return made.over ? null : Long.valueOf(made.lookAtNanos);
    }

    private <T> void giveUp(Call<T> made, long now) {
        long hangsForMillis = (now - made.attempt.startedNanos()) / 1_000_000;
        String what = "a store call has not returned for " + hangsForMillis + " ms";
        if (lost >= MOST_LOST) {
            made.lookAtNanos = now + 3 * engine.timings.attemptNanos();
            String waits = "; " + lost + " earlier ones neither, so this one is waited for";
            engine.hangs(name, what + waits);
            return;
        }
        lost++;
        LeaseStoreException cause = new LeaseStoreException(what + "; it counts as unanswered", null);
        engine.hangs(name, String.valueOf(cause.getMessage()));
        engine.effect(() -> engine.runtime.replace(name));
        T unanswered = made.call.unanswered(cause);
        engine.effect(() -> engine.locked(() -> {
            if (!made.over) {
                answered(made, unanswered);
            }
        }));
    }
}
