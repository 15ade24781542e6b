// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.election4j.Heartbeat;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.election4j.internal.runtime.AttemptTrace;
import org.election4j.internal.runtime.Pauses;

/**
 * The last heartbeats of a candidate, and what they tell about a loss. Guarded by the engine's lock.
 *
 * <p>The lost time is what passed since the start of the last acknowledged heartbeat. Each later heartbeat says how much of
 * it went into waiting for its thread, for a connection and for the store; what stood still meanwhile is taken out of
 * these and named for what it was, because a paused process makes everything look slow.
 */
public final class HeartbeatLog {

    private static final int KEPT = 16;

    private final Deque<AttemptTrace> traces = new ArrayDeque<>();
    private long acknowledgedNanos;

    void add(AttemptTrace trace) {
        if (traces.size() == KEPT) {
            traces.removeFirst();
        }
        traces.addLast(trace);
    }

    void acknowledged(long startedNanos) {
        acknowledgedNanos = startedNanos;
    }

    long acknowledgedNanos() {
        return acknowledgedNanos;
    }

    public List<Heartbeat> heartbeats() {
        return traces.stream().map(AttemptTrace::heartbeat).toList();
    }

    LossReport report(LossReason reason, Pauses stalls, long lateFromNanos, long now) {
        if (reason != LossReason.RENEWAL_TIMED_OUT) {
            LossCause cause = causeOf(reason);
            return new LossReport(cause, Map.of(), heartbeats(), "cause=" + cause);
        }
        Map<LossCause, Long> shares = shares(stalls, lateFromNanos, now);
        LossCause verdict = shares.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(LossCause.THREADS_STARVED);
        Map<LossCause, Duration> durations = new EnumMap<>(LossCause.class);
        shares.forEach((cause, nanos) -> durations.put(cause, Duration.ofNanos(nanos)));
        return new LossReport(verdict, durations, heartbeats(), summary(verdict, shares, now));
    }

    /** What is not a matter of time needs no arithmetic. */
    private static LossCause causeOf(LossReason reason) {
        return switch (reason) {
            case STORE_FAILED_OVER -> LossCause.STORE_FAILED_OVER;
            case SESSION_REVOKED, RECORD_CHANGED -> LossCause.SUPERSEDED;
            default -> LossCause.NOT_LATE;
        };
    }

    private Map<LossCause, Long> shares(Pauses stalls, long lateFromNanos, long now) {
        long thread = 0;
        long pool = 0;
        long slow = 0;
        long silent = 0;
        boolean begun = false;
        for (AttemptTrace trace : traces) {
            if (trace.startedNanos() - acknowledgedNanos <= 0) {
                continue;
            }
            thread += trace.threadWaitNanos();
            pool += trace.connectionWaitNanos(now);
            long store = trace.storeWaitNanos(now);
            slow += trace.wasReplied() ? store : 0;
            silent += trace.wasReplied() ? 0 : store;
            begun = true;
        }
        long rest = now - lateFromNanos - thread - pool - slow - silent;
        if (!begun) {
            // No heartbeat was even begun although one was due: its thread did not run.
            thread = Math.max(thread, now - lateFromNanos);
        } else if (rest > 0 && slow <= Math.max(pool, silent)) {
            // Pauses between attempts, and reads that looked after them, are owed to what made the attempts fail. A
            // server
            // that refuses at once makes nothing but pauses.
            boolean poolAtFault = pool > silent;
            pool += poolAtFault ? rest : 0;
            silent += poolAtFault ? 0 : rest;
        }
        return split(stalls, thread, pool, slow, silent);
    }

    private static Map<LossCause, Long> split(Pauses stalls, long thread, long pool, long slow, long silent) {
        Map<LossCause, Long> shares = new EnumMap<>(LossCause.class);
        put(shares, LossCause.CLOCK_SUSPENDED, stalls.suspendedNanos());
        put(shares, LossCause.GC_PAUSE, stalls.gcNanos());
        put(shares, LossCause.CPU_THROTTLED, stalls.throttledNanos());
        put(shares, LossCause.PROCESS_PAUSED, stalls.pausedNanos());
        long stood = stalls.suspendedNanos() + stalls.gcNanos() + stalls.throttledNanos() + stalls.pausedNanos();
        put(shares, LossCause.THREADS_STARVED, Math.max(thread - stood, stalls.starvedNanos()));
        long left = Math.max(0, stood - thread);
        put(shares, LossCause.POOL_WAIT, pool - left);
        put(shares, LossCause.STORE_UNREACHABLE, silent - left);
        put(shares, LossCause.STORE_SLOW, slow - left);
        return shares;
    }

    private static void put(Map<LossCause, Long> shares, LossCause cause, long nanos) {
        if (nanos > 0) {
            shares.put(cause, nanos);
        }
    }

    private String summary(LossCause verdict, Map<LossCause, Long> shares, long now) {
        StringBuilder line = new StringBuilder("cause=").append(verdict);
        line.append(" lastAcknowledged=")
                .append(millis(now - acknowledgedNanos))
                .append(" ago");
        shares.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(share -> line.append(' ')
                        .append(share.getKey().name().toLowerCase(Locale.ROOT))
                        .append('=')
                        .append(millis(share.getValue())));
        if (!traces.isEmpty()) {
            line.append(" lastOutcome=").append(traces.getLast().heartbeat().outcome());
        }
        return line.toString();
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + "ms";
    }
}
