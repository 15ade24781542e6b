// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one seed after the other, on several threads, and adds up what happens. One seed in so many is run twice, and both
 * runs have to be the same.
 */
final class Search {

    private static final int RUN_TWICE = 64;

    private final long end;
    private final AtomicLong next;
    private final Tally tally = new Tally();
    private final BiConsumer<Scenario, Violation> onViolation;
    private double cpuSeconds;

    Search(long from, long seeds, BiConsumer<Scenario, Violation> onViolation) {
        this.next = new AtomicLong(from);
        this.end = from + seeds;
        this.onViolation = onViolation;
    }

    /** Runs until all seeds are done. */
    void run(int threads) throws InterruptedException {
        Thread[] workers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Thread(this::work, "search-" + i);
            workers[i].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }

    private void work() {
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            long start = cpuNanos();
            Scenario scenario = ScenarioDraw.of(seed);
            Outcome outcome = Outcome.of(scenario, false);
            Violation violation = outcome.violation();
            if (violation == null && seed % RUN_TWICE == 0) {
                violation = again(scenario, outcome);
            }
            done(scenario, outcome, violation, (cpuNanos() - start) / 1e9);
        }
    }

    private static @Nullable Violation again(Scenario scenario, Outcome first) {
        boolean same = Outcome.of(scenario, false).trace() == first.trace();
        return same ? null : new Violation(Invariant.DETERMINISM, "seed " + scenario.seed() + " run twice");
    }

    private void done(Scenario scenario, Outcome outcome, @Nullable Violation violation, double seconds) {
        synchronized (this) {
            tally.add(outcome.tally());
            cpuSeconds += seconds;
        }
        if (violation != null) {
            onViolation.accept(scenario, violation);
        }
    }

    /** Of the search itself; what fibers use is little, and not in it. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    synchronized String figures() {
        return Figures.print(tally, cpuSeconds);
    }

    synchronized Tally tally() {
        Tally copy = new Tally();
        copy.add(tally);
        return copy;
    }

    synchronized double cpuSeconds() {
        return cpuSeconds;
    }
}
