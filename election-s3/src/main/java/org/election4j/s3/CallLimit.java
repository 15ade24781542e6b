// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;

/**
 * Lets nobody wait for the client longer than the attempt lasts.
 *
 * <p>The client's own timer breaks the connection of a request. If it goes off while the request is still being made ready, there
 * is no connection to break: the request is sent all the same, and a silent server holds it until the socket's time limit, half a
 * minute by default. So calls run on threads of their own, and are left behind when their time is over.
 */
final class CallLimit implements AutoCloseable {

    /** What the client's own timer has before the call is left behind: it knows better why nothing came. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "election4j-s3-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Runs a call to its end or to that of the attempt. Blocks.
     *
     * @throws LeaseStoreException if the time was over first, or this is closed
     */
    <T> T within(Attempt attempt, Supplier<T> call) {
        Future<T> answer;
        try {
            answer = threads.submit(call::get);
        } catch (RejectedExecutionException e) {
            throw new LeaseStoreException("the store is closed", e);
        }
        try {
            return answer.get(attempt.remaining().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new LeaseStoreException("no answer in the attempt's time", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new LeaseStoreException("interrupted while waiting for the answer", e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
            return failure;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return new LeaseStoreException("the client failed", e);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
