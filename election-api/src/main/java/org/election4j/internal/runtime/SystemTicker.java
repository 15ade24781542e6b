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
 * come apart asks the boot clock which of the two is right. A reading without the boot clock counts a step of
 * the date as a suspend: that can end a leadership for nothing, and never keeps one too long.
 *
 * <p>Thus no thread of ours has to run for a suspend to be noticed: whoever reads the time notices.
 */
public final class SystemTicker implements Ticker {

    /** The boot clock is read with a resolution of 10 ms; less than this is noise. */
    private static final long NOISE_MILLIS = 50;

    private static final long RESOLUTION_NANOS = 10_000_000;
    private static final int TRIES = 10;

    private static final Path UPTIME = Path.of("/proc/uptime");

    /** The ticker of this process. After all constants: its constructor needs them. */
    public static final SystemTicker INSTANCE =
            new SystemTicker(System::nanoTime, System::currentTimeMillis, SystemTicker::bootNanos);

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
    private final long originNanos;
    private boolean bootKnown;
    private long bootLead;
    private volatile long dateLeadMillis;
    private volatile long suspendedNanos;
    private volatile long unexplainedSteps;

    /** Reads the given clocks; simulations bring their own. */
    public SystemTicker(Reading monotonicNanos, Reading dateMillis, OptionalReading bootNanos) {
        this.monotonicNanos = monotonicNanos;
        this.dateMillis = dateMillis;
        this.bootNanos = bootNanos;
        this.originNanos = monotonicNanos.read();
        compareBoot();
        this.dateLeadMillis = dateMillis.read() - elapsedMillis(monotonicNanos.read());
    }

    /** Takes the boot clock's word from here on, if it can be read without delay at this moment. */
    private void compareBoot() {
        long before = 0;
        long after = 0;
        OptionalLong boot = OptionalLong.empty();
        for (int i = 0; i < TRIES && (i == 0 || after - before > RESOLUTION_NANOS); i++) {
            before = monotonicNanos.read();
            boot = bootNanos.read();
            after = monotonicNanos.read();
        }
        bootKnown = boot.isPresent() && after - before <= RESOLUTION_NANOS;
        bootLead = boot.orElse(0) - after - suspendedNanos;
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
     *
     * <p>Each reading is judged by itself. One without the boot clock, and the first one with it after that, has only the
     * date to go by, so it is not explained.
     */
    private synchronized void settle() {
        long date = dateMillis.read();
        OptionalLong boot = bootNanos.read();
        long monotonic = monotonicNanos.read();
        long lead = date - elapsedMillis(monotonic);
        boolean explained = bootKnown && boot.isPresent();
        long gap = explained
                ? boot.getAsLong() - monotonic - bootLead - suspendedNanos
                : TimeUnit.MILLISECONDS.toNanos(lead - dateLeadMillis);
        if (gap > TimeUnit.MILLISECONDS.toNanos(NOISE_MILLIS)) {
            // Counted before the time moves on: whoever sees the time, sees the count.
            unexplainedSteps = unexplainedSteps + (explained ? 0 : 1);
            suspendedNanos = suspendedNanos + gap;
        }
        dateLeadMillis = lead;
        bootKnown = explained;
        if (!explained && boot.isPresent()) {
            compareBoot();
        }
    }

    /** Whether the last reading that asked the boot clock had an answer from it. */
    synchronized boolean hasBootClock() {
        return bootKnown;
    }

    private long elapsedMillis(long monotonic) {
        return (monotonic - originNanos) / 1_000_000;
    }

    private static OptionalLong bootNanos() {
        try {
            String uptime = Files.readString(UPTIME, StandardCharsets.US_ASCII);
            double seconds = Double.parseDouble(uptime.substring(0, Math.max(0, uptime.indexOf(' '))));
            return OptionalLong.of((long) (seconds * 1e9));
        } catch (IOException | NumberFormatException e) {
            // Another system, or no file to be opened at this moment: this reading has to do without.
            return OptionalLong.empty();
        }
    }
}
