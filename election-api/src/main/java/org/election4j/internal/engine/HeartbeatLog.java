// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
import org.election4j.internal.runtime.Stall;

/**
 * The last heartbeats of a candidate, and what they tell about a loss. Guarded by the engine's lock.
 *
 * <p>The lost time is what passed since the last heartbeat that kept the session was due to be followed by another one. Each
 * later attempt, heartbeats and the reads that look after them, says how much of it went into waiting for its thread, for a
 * connection and for the store; {@link Verdict} sets this against the times in which this process stood still.
 */
public final class HeartbeatLog {

    private static final int SHOWN = 16;
    private static final int KEPT = 3 * SHOWN;

    /** An attempt that ends within this part of its limit waited for nobody. */
    private static final int QUICK = 8;

    private final Deque<AttemptTrace> traces = new ArrayDeque<>();
    private long acknowledgedNanos;
    private long answeredNanos;

    /** Nothing has happened before the given time. */
    HeartbeatLog(long now) {
        acknowledgedNanos = now;
        answeredNanos = now;
    }

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

    /** The store has answered a call of whatever kind that began at the given time. */
    void answered(long startedNanos) {
        answeredNanos = startedNanos;
    }

    public List<Heartbeat> heartbeats() {
        List<AttemptTrace> all =
                traces.stream().filter(AttemptTrace::isHeartbeat).toList();
        return all.subList(Math.max(0, all.size() - SHOWN), all.size()).stream()
                .map(AttemptTrace::heartbeat)
                .toList();
    }

    LossReport report(LossReason reason, Pauses stalls, long lateFromNanos, long now) {
        if (reason != LossReason.RENEWAL_TIMED_OUT) {
            LossCause cause = causeOf(reason);
            return new LossReport(cause, Map.of(), heartbeats(), "cause=" + cause);
        }
        Map<LossCause, Long> shares = Verdict.shares(legs(lateFromNanos, now), stalls.stalls());
        LossCause verdict = shares.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(LossCause.THREADS_STARVED);
        Map<LossCause, Duration> durations = new EnumMap<>(LossCause.class);
        shares.forEach((cause, nanos) -> durations.put(cause, Duration.ofNanos(nanos)));
        return new LossReport(
                verdict, durations, heartbeats(), summary(verdict, shares, now) + remarks(verdict, stalls));
    }

    /** What is not a matter of time needs no arithmetic. */
    private static LossCause causeOf(LossReason reason) {
        return switch (reason) {
            case STORE_FAILED_OVER -> LossCause.STORE_FAILED_OVER;
            case SESSION_REVOKED, RECORD_CHANGED -> LossCause.SUPERSEDED;
            default -> LossCause.NOT_LATE;
        };
    }

    /** The lost time in order: each attempt's legs, and what lies between two attempts. */
    private List<Verdict.Leg> legs(long lateFromNanos, long now) {
        List<AttemptTrace> late = traces.stream()
                .filter(trace -> trace.startedNanos() - acknowledgedNanos > 0)
                .toList();
        if (late.isEmpty()) {
            // No heartbeat was even begun although one was due: its thread did not run.
            return List.of(new Verdict.Leg(LossCause.THREADS_STARVED, lateFromNanos, now));
        }
        List<Verdict.Leg> legs = new ArrayList<>();
        LossCause silence = hasSpoken(late) ? LossCause.STORE_SLOW : LossCause.STORE_UNREACHABLE;
        LossCause between = LossCause.THREADS_STARVED;
        long reached = late.get(0).startedNanos() - late.get(0).threadWaitNanos();
        for (AttemptTrace trace : late) {
            reached = add(legs, between, reached, trace.startedNanos() - trace.threadWaitNanos());
            reached = add(legs, LossCause.THREADS_STARVED, reached, trace.startedNanos());
            long connected = reached + trace.connectionWaitNanos(now);
            reached = add(legs, LossCause.POOL_WAIT, reached, connected);
            LossCause waited = trace.wasReplied() ? LossCause.STORE_SLOW : silence;
            reached = add(legs, waited, reached, reached + trace.storeWaitNanos(now));
            between = between(between, trace, silence, now);
        }
        add(legs, between, reached, now);
        return legs;
    }

    /** What lies between two attempts is owed to what made the heartbeat before fail. */
    private static LossCause between(LossCause before, AttemptTrace trace, LossCause silence, long now) {
        long pool = trace.connectionWaitNanos(now);
        long store = trace.storeWaitNanos(now);
        if (pool + store < trace.limitNanos() / QUICK) {
            // A server that refuses at once makes nothing but pauses; a read in between has no part in it.
            return trace.isHeartbeat() ? LossCause.STORE_UNREACHABLE : before;
        }
        if (pool > store) {
            return LossCause.POOL_WAIT;
        }
        return trace.wasReplied() ? LossCause.STORE_SLOW : silence;
    }

    /** Whether the store answered anything that was asked after the first of the attempts it did not answer. */
    private boolean hasSpoken(List<AttemptTrace> late) {
        long first = late.get(0).startedNanos();
        return answeredNanos - first > 0 || late.stream().anyMatch(AttemptTrace::wasReplied);
    }

    private static long add(List<Verdict.Leg> legs, LossCause owner, long from, long to) {
        if (to - from <= 0) {
            return from;
        }
        legs.add(new Verdict.Leg(owner, from, to));
        return to;
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
        List<Heartbeat> shown = heartbeats();
        if (!shown.isEmpty()) {
            line.append(" lastOutcome=").append(shown.get(shown.size() - 1).outcome());
        }
        return line.toString();
    }

    /** Who had the processors that this process waited for, and what else could have been the cause. */
    private static String remarks(LossCause verdict, Pauses pauses) {
        StringBuilder line = new StringBuilder();
        if (verdict == LossCause.THREADS_STARVED) {
            long starved = 0;
            long used = 0;
            for (Stall stall : pauses.stalls()) {
                if (stall.shares().containsKey(LossCause.THREADS_STARVED)) {
                    starved += stall.nanos();
                    used += stall.usedNanos();
                }
            }
            String who = used > starved / 2 ? "this process" : "others";
            line.append(starved == 0 ? "" : " processorsUsedBy=" + who);
        }
        if (!pauses.unseen().isEmpty()) {
            line.append(" unseen=").append(String.join(",", pauses.unseen()));
        }
        return line.toString();
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + "ms";
    }
}
