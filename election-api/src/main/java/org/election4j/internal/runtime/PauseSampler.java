// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.election4j.LossCause;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Notices when this process did not run: a thread that wants to wake every 50 ms wakes much later. What the operating
 * system and the JVM count meanwhile says why: suspended, collecting garbage, throttled, or waiting for a processor. What
 * is left is a process that stood still; if it used processor time all the same, the JVM had stopped its threads.
 * Thread-safe.
 */
final class PauseSampler {

    static final long PERIOD_MILLIS = 50;

    /** Shorter than what a quota takes away in each of its usual periods of 100 ms. */
    private static final long NOTICED_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private static final int KEPT = 512;

    /** What lies in files is read every so many samples, and whenever one is late. */
    private static final int FILES_EVERY = 10;

    private record Files(OptionalLong throttledNanos, OptionalLong waitedNanos) {}

    private record Counters(long nanos, long suspendedNanos, long gcNanos, long cpuNanos, Files files) {}

    private final Ticker ticker;
    private final SystemCounters system;
    private final Deque<Stall> stalls = new ArrayDeque<>();
    private @Nullable Counters before;
    private int samples;

    PauseSampler(Ticker ticker) {
        this(ticker, new SystemCounters(Path.of("/")));
    }

    /** Reads the given counters; tests bring their own. */
    PauseSampler(Ticker ticker, SystemCounters system) {
        this.ticker = ticker;
        this.system = system;
    }

    /** Takes one sample. Meant to be called every {@value #PERIOD_MILLIS} ms, on one thread. */
    synchronized void sample() {
        system.followThisThread();
        Counters last = before;
        long now = ticker.nanos();
        long late = late(last, now);
        samples++;
        boolean noticed = late >= NOTICED_NANOS;
        // Read now and then as well, so that what they counted long before explains no stall.
        Files files = last == null || noticed || samples % FILES_EVERY == 0 ? files() : last.files;
        Counters current = new Counters(now, suspendedNanos(), system.gcNanos(), system.cpuNanos(), files);
        before = current;
        if (last != null && noticed) {
            if (stalls.size() == KEPT) {
                stalls.removeFirst();
            }
            stalls.addLast(stall(late, last, current));
        }
    }

    private static long late(@Nullable Counters last, long now) {
        return last == null ? 0 : now - last.nanos - TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
    }

    private Files files() {
        return new Files(system.throttledNanos(), system.waitedNanos());
    }

    private static Stall stall(long late, Counters from, Counters to) {
        Map<LossCause, Long> shares = new EnumMap<>(LossCause.class);
        long left = late;
        left -= take(shares, LossCause.CLOCK_SUSPENDED, left, to.suspendedNanos - from.suspendedNanos);
        left -= take(shares, LossCause.GC_PAUSE, left, to.gcNanos - from.gcNanos);
        left -= take(shares, LossCause.CPU_THROTTLED, left, grown(from.files.throttledNanos, to.files.throttledNanos));
        long used = to.cpuNanos - from.cpuNanos;
        boolean ran = used > left / 4;
        left -= take(shares, LossCause.THREADS_STARVED, left, grown(from.files.waitedNanos, to.files.waitedNanos));
        // Where waits are not seen, a process that ran is more likely to have been short of processors.
        LossCause running = to.files.waitedNanos.isPresent() ? LossCause.JVM_PAUSED : LossCause.THREADS_STARVED;
        LossCause rest = ran ? running : LossCause.PROCESS_PAUSED;
        if (left > 0) {
            shares.merge(rest, left, Long::sum);
        }
        return new Stall(to.nanos - late, to.nanos, shares, used);
    }

    private static long grown(OptionalLong from, OptionalLong to) {
        return from.isPresent() && to.isPresent() ? to.getAsLong() - from.getAsLong() : 0;
    }

    private static long take(Map<LossCause, Long> shares, LossCause cause, long left, long measured) {
        long nanos = Math.max(0, Math.min(left, measured));
        if (nanos > 0) {
            shares.put(cause, nanos);
        }
        return nanos;
    }

    /** What stood still between the given time and now, including a stall that is only just ending. */
    synchronized Pauses since(long nanos) {
        Stall underWay = null;
        if (system.isFollowed()) {
            sample();
        } else {
            underWay = underWay();
        }
        List<Stall> found = new ArrayList<>();
        stalls.stream().filter(stall -> stall.endNanos() - nanos > 0).forEach(found::add);
        if (underWay != null) {
            found.add(underWay);
        }
        return new Pauses(found, unseen());
    }

    /** A stall that the sampling thread itself has not come back from. The sample stays its own: it will see more. */
    private @Nullable Stall underWay() {
        Counters last = before;
        long now = ticker.nanos();
        long late = late(last, now);
        if (last == null || late < NOTICED_NANOS) {
            return null;
        }
        // A wait for a processor is counted when it is over. As long as it lasts, processor time has to tell it.
        Files files = new Files(system.throttledNanos(), OptionalLong.empty());
        return stall(late, last, new Counters(now, suspendedNanos(), system.gcNanos(), system.cpuNanos(), files));
    }

    /** What a verdict has to do without on this machine: {@code run_delay}, {@code control_group}. */
    synchronized List<String> unseen() {
        List<String> names = new ArrayList<>();
        Counters current = before;
        if (current == null || current.files.waitedNanos.isEmpty()) {
            names.add("run_delay");
        }
        if (current == null || current.files.throttledNanos.isEmpty()) {
            names.add("control_group");
        }
        return List.copyOf(names);
    }

    private long suspendedNanos() {
        return ticker instanceof SystemTicker clocks ? clocks.suspendedNanos() : 0;
    }
}
