// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;

/** Runs small concurrent programs under many schedules, each of them chosen and not left to chance. */
final class Races {

    private Races() {}

    /** How many schedules to run: a few in a build, as many as one likes with {@code -Delection4j.races.factor=100}. */
    static int schedules(int usually) {
        return usually * Integer.getInteger("election4j.races.factor", 1);
    }

    /** Runs the program under so many schedules; fails with the schedule that made it fail. */
    static void explore(int schedules, Runnable program) {
        Lincheck.runConcurrentTest(schedules, program);
    }

    /** Runs each task on a thread of its own, and waits for all of them. */
    static void together(Runnable... tasks) {
        List<Thread> threads = new ArrayList<>();
        for (Runnable task : tasks) {
            Thread thread = new Thread(task);
            threads.add(thread);
            thread.start();
        }
        threads.forEach(Races::join);
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails the program; an assertion library inside of it would only multiply the schedules. */
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
