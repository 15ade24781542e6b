// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs callbacks when the test says so: user code that takes its time, in fake time. */
final class ManualExecutor implements Executor {

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean holding;

    @Override
    public void execute(Runnable task) {
        if (holding) {
            waiting.add(task);
        } else {
            task.run();
        }
    }

    /** From now on nothing is run. */
    void hold() {
        holding = true;
    }

    /** Runs what has waited, and everything from now on at once. */
    void release() {
        holding = false;
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }
}
