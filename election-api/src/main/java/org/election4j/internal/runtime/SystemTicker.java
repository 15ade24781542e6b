// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.election4j.spi.Ticker;

/**
 * The monotonic clock plus the time the operating system was suspended.
 *
 * <p>{@link System#nanoTime()} is CLOCK_MONOTONIC on Linux and stands still during a suspend; so does mach_absolute_time
 * on macOS. Rivals' clocks do not. The boot clock counts on, but costs a file read; the date counts on too, is cheap, and
 * may be stepped for other reasons. So every reading compares the date with the monotonic clock, and only when they have
 * come apart asks the boot clock which of the two is right. Without a boot clock a step of the date counts as a suspend:
 * that can end a leadership for nothing, and never keeps one too long.
 *
 * <p>Thus no thread of ours has to run for a suspend to be noticed: whoever reads the time notices.
 */
public final class SystemTicker implements Ticker {

    /** The ticker of this process. */
    public static final SystemTicker INSTANCE =
            new SystemTicker(System::nanoTime, System::currentTimeMillis, SystemTicker::bootNanos);

    /** The boot clock is read with a resolution of 10 ms; less than this is noise. */
    private static final long NOISE_MILLIS = 50;

    private static final long RESOLUTION_NANOS = 10_000_000;
    private static final int TRIES = 10;

    private static final Path UPTIME = Path.of("/proc/uptime");

    /** A clock that can be read. */
    @FunctionalInterface
    public interface Reading {
        /** Reads it. */
        long read();
    }

    /** A clock that may be missing. */
    @FunctionalInterface
    public interface OptionalReading {
        /** Reads it, if there is one. */
        OptionalLong read();
    }

    private final Reading monotonicNanos;
    private final Reading dateMillis;
    private final OptionalReading bootNanos;
    private final boolean hasBootClock;
    private final long originNanos;
    private final long bootLead;
    private volatile long dateLeadMillis;
    private volatile long suspendedNanos;
    private volatile long unexplainedSteps;

    /** Reads the given clocks; simulations bring their own. */
    public SystemTicker(Reading monotonicNanos, Reading dateMillis, OptionalReading bootNanos) {
        this.monotonicNanos = monotonicNanos;
        this.dateMillis = dateMillis;
        this.bootNanos = bootNanos;
        this.originNanos = monotonicNanos.read();
        OptionalLong boot = OptionalLong.empty();
        long before = originNanos;
        long after = originNanos;
        for (int i = 0; i < TRIES && (i == 0 || after - before > RESOLUTION_NANOS); i++) {
            before = monotonicNanos.read();
            boot = bootNanos.read();
            after = monotonicNanos.read();
        }
        this.hasBootClock = boot.isPresent();
        this.bootLead = boot.orElse(after) - after;
        this.dateLeadMillis = dateMillis.read() - elapsedMillis(monotonicNanos.read());
    }

    @Override
    public long nanos() {
        long monotonic = monotonicNanos.read();
        long lead = dateMillis.read() - elapsedMillis(monotonic) - dateLeadMillis;
        if (lead > NOISE_MILLIS || lead < -NOISE_MILLIS) {
            settle();
        }
        return monotonic + suspendedNanos;
    }

    /** For how long the operating system was suspended since this process began, as far as noticed. */
    public long suspendedNanos() {
        return suspendedNanos;
    }

    /**
     * How often the time has moved on because the date did, without a boot clock to say whether time has really passed.
     * That is right for a holder, who must not believe too long; a rival must not take it for patience, and starts over.
     */
    public long unexplainedSteps() {
        return unexplainedSteps;
    }

    /**
     * Finds out what the date came apart for. The monotonic clock is read last: a thread that is held up in here counts too
     * little, and the next reading finds the rest. Counting too much would make a rival's watch too short.
     */
    private synchronized void settle() {
        long date = dateMillis.read();
        OptionalLong boot = hasBootClock ? bootNanos.read() : OptionalLong.empty();
        long monotonic = monotonicNanos.read();
        long lead = date - elapsedMillis(monotonic);
        long gap = boot.isPresent()
                ? boot.getAsLong() - monotonic - bootLead - suspendedNanos
                : TimeUnit.MILLISECONDS.toNanos(lead - dateLeadMillis);
        if (gap > TimeUnit.MILLISECONDS.toNanos(NOISE_MILLIS)) {
            // Counted before the time moves on: whoever sees the time, sees the count.
            unexplainedSteps = unexplainedSteps + (hasBootClock ? 0 : 1);
            suspendedNanos = suspendedNanos + gap;
        }
        dateLeadMillis = lead;
    }

    private long elapsedMillis(long monotonic) {
        return (monotonic - originNanos) / 1_000_000;
    }

    private static OptionalLong bootNanos() {
        try {
            String uptime = Files.readString(UPTIME, StandardCharsets.US_ASCII);
            double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
            return OptionalLong.of((long) (seconds * 1e9));
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }
}
