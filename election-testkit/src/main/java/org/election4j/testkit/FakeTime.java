// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when a test says so, and the work that is due in it.
 *
 * <p>Work runs inside {@link #advance}, on the thread of the test, in the order in which it is due and, where that is the
 * same, in the order in which it was scheduled. While it runs, time stands at the moment it was due. Work that throws
 * ends {@code advance} with that exception, at that moment.
 *
 * <p>The ticker starts a minute before its value overflows, because a real one may do so, too. Tests use it from one
 * thread; others may read the time.
 */
public final class FakeTime implements Ticker, Executor {

    /** The date at which every fake time starts. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** What runs hot would keep a test for ever in one instant. */
    private static final int MOST_AT_ONE_INSTANT = 200_000;

    private static final long ORIGIN_NANOS =
            Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

    private final PriorityQueue<Work> queue =
            new PriorityQueue<>(Comparator.comparingLong(Work::dueNanos).thenComparingLong(Work::number));
    private long elapsedNanos;
    private long scheduled;

    /** Starts at {@link #START}. */
    public FakeTime() {}

    /** Work that has been scheduled. */
    @FunctionalInterface
    public interface Scheduled {
        /** Takes the work back; does nothing once it has begun. */
        void cancel();
    }

    @Override
    public synchronized long nanos() {
        return ORIGIN_NANOS + elapsedNanos;
    }

    /**
     * The date, for people: as long after {@link #START} as time was advanced.
     *
     * @return the date
     */
    public synchronized Instant instant() {
        return START.plusNanos(elapsedNanos);
    }

    /**
     * How far time was advanced so far.
     *
     * @return the time since the start
     */
    public synchronized Duration elapsed() {
        return Duration.ofNanos(elapsedNanos);
    }

    /**
     * Schedules work.
     *
     * @param delay how long from now; zero or negative means at the next opportunity, which is never before this method
     *     returns
     * @param work the work
     * @return takes the work back
     */
    public synchronized Scheduled schedule(Duration delay, Runnable work) {
        long dueNanos = elapsedNanos + Math.max(0, delay.toNanos());
        Work entry = new Work(dueNanos, scheduled++, requireNonNull(work, "work"));
        queue.add(entry);
        return () -> cancel(entry);
    }

    /** Schedules work that is due at once: it runs with the next {@link #runDue()} or {@link #advance}. */
    @Override
    public void execute(Runnable work) {
        schedule(Duration.ZERO, work);
    }

    /**
     * Lets time pass and runs everything that becomes due, also what is scheduled on the way.
     *
     * @param duration how long; zero runs what is due now
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards, but was to advance by " + duration);
        }
        long targetNanos = elapsedNanos() + duration.toNanos();
        long instant = elapsedNanos();
        int atThatInstant = 0;
        for (Work work = next(targetNanos); work != null; work = next(targetNanos)) {
            atThatInstant = elapsedNanos() == instant ? atThatInstant + 1 : 0;
            instant = elapsedNanos();
            if (atThatInstant > MOST_AT_ONE_INSTANT) {
                throw new IllegalStateException(
                        "time stands still: " + atThatInstant + " pieces of work ran at one instant, the last of them "
                                + work.action() + "; something schedules itself again without a delay");
            }
            work.action().run();
        }
        arrive(targetNanos);
    }

    /** Runs what is due now. Time does not pass. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /**
     * When the next work is due.
     *
     * @return how long from now; zero if at once; empty if nothing is scheduled
     */
    public synchronized Optional<Duration> untilNext() {
        return Optional.ofNullable(queue.peek()).map(work -> Duration.ofNanos(work.dueNanos() - elapsedNanos));
    }

    private synchronized long elapsedNanos() {
        return elapsedNanos;
    }

    /** Takes the next work due until then and moves time there; null if there is none. */
    private synchronized @Nullable Work next(long targetNanos) {
        Work work = queue.peek();
        if (work == null || work.dueNanos() > targetNanos) {
            return null;
        }
        elapsedNanos = Math.max(elapsedNanos, work.dueNanos());
        return queue.remove();
    }

    /** Work may have advanced time on its own, and further. */
    private synchronized void arrive(long targetNanos) {
        elapsedNanos = Math.max(elapsedNanos, targetNanos);
    }

    private synchronized void cancel(Work work) {
        queue.remove(work);
    }

    private record Work(long dueNanos, long number, Runnable action) {}
}
