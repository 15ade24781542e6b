// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.election4j.internal.runtime.SystemTicker;

/**
 * The three clocks of one machine, behind the production ticker: the monotonic clock, which stands still while the machine
 * is suspended; the boot clock, which does not, has a resolution of 10 ms and may be missing; and the date, which somebody
 * may set. All run at one rate, which is not quite that of real time.
 */
final class Clock {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final long BOOT_RESOLUTION = 10_000_000;

    private final EventQueue queue;
    private final long originNanos;
    private final boolean hasBootClock;
    private final SystemTicker ticker;
    private double rate;
    private long sinceNanos;
    private long elapsedNanos;
    private long suspendedNanos;
    private long dateOffsetMillis;
    private boolean suspended;

    Clock(EventQueue queue, StorySetup.Member member, long originNanos) {
        this.queue = queue;
        this.originNanos = originNanos;
        this.hasBootClock = member.bootClock();
        this.rate = member.rate();
        this.dateOffsetMillis = member.dateOffsetMillis();
        this.sinceNanos = queue.now();
        this.elapsedNanos = (long) (queue.now() * rate);
        this.ticker = new SystemTicker(this::monotonicNanos, this::dateMillis, this::bootNanos);
    }

    SystemTicker ticker() {
        return ticker;
    }

    /** Since the story began, by this machine, suspended or not. */
    private long elapsed() {
        return elapsedNanos + (long) ((queue.now() - sinceNanos) * rate);
    }

    private long suspendedFor() {
        return suspendedNanos + (suspended ? elapsed() - elapsedNanos : 0);
    }

    long monotonicNanos() {
        return originNanos + elapsed() - suspendedFor();
    }

    private OptionalLong bootNanos() {
        return hasBootClock ? OptionalLong.of(elapsed() / BOOT_RESOLUTION * BOOT_RESOLUTION) : OptionalLong.empty();
    }

    long dateMillis() {
        return START.toEpochMilli() + TimeUnit.NANOSECONDS.toMillis(elapsed()) + dateOffsetMillis;
    }

    /** How long the machine takes in real time until its monotonic clock has moved on; never too short. */
    long realNanos(long ownNanos) {
        return ownNanos <= 0 ? 0 : (long) Math.ceil(ownNanos / rate) + 1;
    }

    double rate() {
        return rate;
    }

    void setRate(double newRate) {
        settle();
        rate = newRate;
    }

    void setDate(long byMillis) {
        dateOffsetMillis += byMillis;
    }

    boolean isSuspended() {
        return suspended;
    }

    void suspend() {
        settle();
        suspended = true;
    }

    void wakeUp() {
        settle();
        suspended = false;
    }

    private void settle() {
        long elapsed = elapsed();
        suspendedNanos = suspendedFor();
        elapsedNanos = elapsed;
        sinceNanos = queue.now();
    }
}
