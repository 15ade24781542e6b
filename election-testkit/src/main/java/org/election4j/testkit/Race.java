// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs actions at the same moment, each on a thread of its own. */
final class Race {

    private Race() {}

    /** Starts all at once and waits for all; an action that fails or hangs fails the test. */
    static <T> List<T> run(List<? extends Callable<T>> runners, Duration patience) {
        ExecutorService threads = Executors.newFixedThreadPool(runners.size());
        try {
            CyclicBarrier start = new CyclicBarrier(runners.size());
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> runner : runners) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return runner.call();
                }));
            }
            return results(futures, patience);
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> List<T> results(List<Future<T>> futures, Duration patience) {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(result(future, patience));
        }
        return results;
    }

    private static <T> T result(Future<T> future, Duration patience) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a concurrent call failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a concurrent call did not end within " + patience, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
