// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.election4j.RunOutcome;

/** A scheduler whose tasks run only while leading. Times, threads and shutdown are those of the scheduler behind it. */
final class LeaderScheduler extends AbstractExecutorService implements ScheduledExecutorService {

    private final String job;
    private final LeaderRuns runs;
    private final ScheduledExecutorService delegate;

    LeaderScheduler(String job, LeaderRuns runs, ScheduledExecutorService delegate) {
        this.job = job;
        this.runs = runs;
        this.delegate = delegate;
    }

    /** Never throws an exception: a repeating task must not end because it failed once. */
    private Runnable led(Runnable task) {
        return () -> runs.run(job, leadership -> {
            task.run();
            return true;
        });
    }

    private <V> Callable<V> led(Callable<V> task) {
        return () -> {
            RunOutcome<V> outcome = runs.run(job, leadership -> task.call());
            if (outcome instanceof RunOutcome.Ran<V> ran) {
                return ran.value();
            }
            if (outcome instanceof RunOutcome.Failed<V> failed) {
                throw failed.cause();
            }
            throw new NotLeadingException(
                    "job '" + job + "' was not run, because this process does not lead: " + outcome);
        };
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return delegate.schedule(led(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return delegate.schedule(led(task), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return delegate.scheduleAtFixedRate(led(task), initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return delegate.scheduleWithFixedDelay(led(task), initialDelay, delay, unit);
    }

    /** A future whose task is wrapped already. */
    private static final class Led<T> extends FutureTask<T> {
        private Led(Callable<T> task) {
            super(task);
        }
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return new Led<>(led(task));
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable task, T value) {
        return new Led<>(Executors.callable(led(task), value));
    }

    /** Tasks of {@code submit} and {@code invokeAll} come here, too. */
    @Override
    public void execute(Runnable task) {
        delegate.execute(task instanceof Led ? task : led(task));
    }

    @Override
    public void shutdown() {
        delegate.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return delegate.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return delegate.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return delegate.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return delegate.awaitTermination(timeout, unit);
    }
}
