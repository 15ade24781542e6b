// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Notices when this process did not run: a thread that wants to wake every 50 ms wakes much later. What the operating
 * system and the JVM count meanwhile says why: suspended, collecting garbage, throttled, or, if the process used no
 * processor time, paused; if it did use some, its other threads had the processors. Thread-safe.
 */
final class PauseSampler {

    static final long PERIOD_MILLIS = 50;

    private static final long NOTICED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int KEPT = 64;
    private static final Path CGROUP = Path.of("/sys/fs/cgroup/cpu.stat");

    private record Stall(long endNanos, Pauses what) {}

    private record Counters(long nanos, long suspendedNanos, long gcMillis, long cpuNanos, long throttledNanos) {}

    private final Ticker ticker;
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    private final Deque<Stall> stalls = new ArrayDeque<>();
    private @Nullable Counters before;

    PauseSampler(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Takes one sample. Meant to be called every {@value #PERIOD_MILLIS} ms, on one thread. */
    synchronized void sample() {
        Counters last = before;
        long now = ticker.nanos();
        long late = last == null ? 0 : now - last.nanos - TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
        // The full reading touches files; between stalls only the clock is needed, and the rest once in a while.
        if (last != null && late < NOTICED_NANOS) {
            before = new Counters(now, last.suspendedNanos, gcMillis(), cpuNanos(), last.throttledNanos);
            return;
        }
        Counters current = new Counters(now, suspendedNanos(), gcMillis(), cpuNanos(), throttledNanos());
        before = current;
        if (last != null) {
            add(now, attribute(late, last, current));
        }
    }

    private void add(long now, Pauses what) {
        if (stalls.size() == KEPT) {
            stalls.removeFirst();
        }
        stalls.addLast(new Stall(now, what));
    }

    private static Pauses attribute(long late, Counters from, Counters to) {
        long suspended = Math.min(late, to.suspendedNanos - from.suspendedNanos);
        long left = late - suspended;
        long gc = Math.min(left, TimeUnit.MILLISECONDS.toNanos(to.gcMillis - from.gcMillis));
        left -= gc;
        long throttled = Math.min(left, Math.max(0, to.throttledNanos - from.throttledNanos));
        left -= throttled;
        boolean ran = to.cpuNanos - from.cpuNanos > left / 2;
        return new Pauses(ran ? 0 : left, ran ? left : 0, gc, throttled, suspended);
    }

    /** What stood still between the given time and now, including a stall that is only just ending. */
    synchronized Pauses since(long nanos) {
        sample();
        Pauses sum = Pauses.NONE;
        for (Stall stall : stalls) {
            if (stall.endNanos - nanos > 0) {
                sum = sum.plus(stall.what);
            }
        }
        return sum;
    }

    private long suspendedNanos() {
        return ticker instanceof SystemTicker system ? system.suspendedNanos() : 0;
    }

    private long gcMillis() {
        long sum = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            sum += Math.max(0, collector.getCollectionTime());
        }
        return sum;
    }

    private long cpuNanos() {
        return system instanceof com.sun.management.OperatingSystemMXBean bean ? bean.getProcessCpuTime() : 0;
    }

    private static long throttledNanos() {
        try {
            for (String line : Files.readAllLines(CGROUP, StandardCharsets.US_ASCII)) {
                if (line.startsWith("throttled_usec ")) {
                    return Long.parseLong(line.substring("throttled_usec ".length())) * 1000;
                }
            }
        } catch (IOException | RuntimeException e) {
            // No control group of this kind: nothing is throttled as far as anybody can tell.
            return 0;
        }
        return 0;
    }
}
