// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.List;
import java.util.stream.Stream;
import org.election4j.simulator.mutant.Mutant;

/** The engine with one mistake each: what stands around the machines, so no search of interleavings can notice it. */
@SuppressWarnings("StringConcatToTextBlock") // the snippets are read beside the source
final class EngineMutants {

    private static final String OWN_SESSION = "engine.CandidateSession";
    private static final String HEARTBEAT = "engine.HeartbeatLoop";
    private static final String LEADERSHIPS = "engine.LeadershipDriver";
    private static final String RUN = "leadership.LeadershipRun";
    private static final String QUEUE = "leadership.CallbackQueue";
    private static final String HOUSEKEEPING = "engine.SessionCleanup";
    private static final String PROPOSALS = "engine.WritePlan";
    private static final String CALLS = "runtime.StoreCalls";
    private static final String SESSION = "machine.SessionMachine";
    private static final String SETTLEMENT = "machine.SettlementMachine";
    private static final String OBJECTS = "s3.RecordObjects";
    private static final String TICKER = "runtime.SystemTicker";

    private EngineMutants() {}

    static List<Mutant> all() {
        return Stream.of(validity(), giving(), callbacks(), patience(), store(), bucket(), epochs(), foundBefore())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> validity() {
        return List.of(
                new Mutant(
                        "H6",
                        "a session that stops does not stop its leaderships",
                        OWN_SESSION,
                        "            engine.leaderships.stopAll(\n                    current.identity().incarnation(),"
                                + " reason == null ? LossReason.SESSION_REVOKED : reason, now);",
                        ""),
                new Mutant(
                        "H6",
                        "nobody looks at the clock",
                        "engine.Watchdog",
                        "session.tick(now, engine.own.isBusy());",
                        ""),
                new Mutant(
                        "H3",
                        "a suspended machine is not noticed",
                        TICKER,
                        "return monotonic + suspendedNanos;",
                        "return monotonic;"),
                new Mutant(
                        "H2",
                        "a heartbeat is sent later than it was dated",
                        HEARTBEAT,
                        "CompareAndSet write = session.begin(now, nonce,",
                        "CompareAndSet write = session.begin(now + engine.timings.leaseNanos() / 2, nonce,"));
    }

    private static List<Mutant> giving() {
        return List.of(
                new Mutant(
                        "H7",
                        "released before user code has returned",
                        LEADERSHIPS,
                        "        stopping(seat, reason, now);\n        return true;",
                        "        LeadershipRun early = Objects.requireNonNull(seat.run);\n"
                                + "        stopping(seat, reason, now);\n"
                                + "        engine.effect(() -> drained(early));\n        return true;"),
                new Mutant(
                        "H7",
                        "leader work is not waited for",
                        RUN,
                        "            over = open == 0;",
                        "            over = open <= 1;"),
                new Mutant(
                        "H7",
                        "the session ends before everything has drained",
                        OWN_SESSION,
                        "if (!isHolding(current.identity().incarnation())) {",
                        "if (!isHolding(current.identity().incarnation()) || isBusy()) {"),
                new Mutant(
                        "H9",
                        "a leader that finds its record changed goes on",
                        LEADERSHIPS,
                        "case RECORD_CHANGED -> stopping(seat, LossReason.RECORD_CHANGED, now);",
                        "case RECORD_CHANGED -> {}"));
    }

    private static List<Mutant> callbacks() {
        return List.of(
                new Mutant(
                        "callbacks",
                        "a leadership is announced that is over",
                        RUN,
                        "            if (reason != null || !handle.isValid()) {\n                return;\n            }\n            told++;",
                        "            told++;"),
                new Mutant(
                        "callbacks",
                        "who was told of nothing is told of its end",
                        RUN,
                        "options.listeners().subList(0, listening)",
                        "options.listeners()"),
                new Mutant(
                        "callbacks",
                        "a closed elector is called back",
                        QUEUE,
                        "        calling = !closed;\n",
                        "        calling = true;\n"),
                new Mutant(
                        "callbacks",
                        "the former leader is told of after the new one",
                        LEADERSHIPS,
                        "        seat.observers.forEach(observation -> engine.effect(() -> observation.seen(news)));",
                        "        for (LeadershipListener listener : seat.options.listeners()) {\n"
                                + "            engine.effect(() -> seat.callbacks.submit(() -> seat.callbacks.call(\n"
                                + "                    () -> listener.onLeaderChanged(Optional.ofNullable(before)))));\n"
                                + "        }\n"),
                new Mutant(
                        "callbacks",
                        "told to stop while still valid",
                        LEADERSHIPS,
                        "        run.handle().invalidate();\n        if (seat.pins",
                        "        if (seat.pins"));
    }

    private static List<Mutant> patience() {
        return List.of(
                new Mutant(
                        "R3",
                        "a step of the clock counts as patience",
                        PROPOSALS,
                        "boolean stepped = steps != stepsSeen;",
                        "boolean stepped = false;"),
                new Mutant(
                        "R2",
                        "a revoke that was rejected ended the session all the same",
                        PROPOSALS,
                        "        if (outcome instanceof WriteOutcome.Applied) {\n            tellRevoked(watch, now);",
                        "        if (!(outcome instanceof WriteOutcome.Unknown)) {\n            tellRevoked(watch, now);"),
                new Mutant(
                        "R1",
                        "a holder is taken for ended, whoever it is",
                        PROPOSALS,
                        "boolean holderEnded = watch != null && guard != null && watch.endedIn(guard.epoch());",
                        "boolean holderEnded = watch != null && guard != null && watch.seen();"));
    }

    private static List<Mutant> store() {
        return List.of(
                new Mutant(
                        "H4",
                        "a write that fails is taken for applied",
                        CALLS,
                        "attempt -> told(store.compareAndSet(write, attempt)), StoreCalls::unwritten);",
                        "attempt -> store.compareAndSet(write, attempt), e -> new WriteOutcome.Applied("
                                + "org.election4j.spi.Version.of(write.next().nonce()),"
                                + " new org.election4j.spi.StoreStamp(write.guard().epoch(), null)));"),
                new Mutant(
                        "H1",
                        "every heartbeat of the engine has the same nonce",
                        HEARTBEAT,
                        "UUID nonce = engine.runtime.freshId();",
                        "UUID nonce = session.identity().incarnation();"),
                new Mutant(
                        "H1",
                        "each election has a heartbeat",
                        HEARTBEAT,
                        "        long next = lastSentNanos + (held ? engine.timings.renewNanos() : idleRenewNanos());",
                        "        long next = lastSentNanos + (held ? engine.timings.renewNanos() / engine.seats.size()"
                                + " : idleRenewNanos());"));
    }

    /** The store for S3, whose own code runs in the stories on a bucket. */
    private static List<Mutant> bucket() {
        return List.of(
                new Mutant(
                        "H4",
                        "an object that may have been written is taken for written",
                        OBJECTS,
                        "        return put instanceof Put.Unknown unknown\n"
                                + "                ? new WriteOutcome.Unknown(unknown.cause())\n",
                        "        return put instanceof Put.Unknown\n"
                                + "                ? new WriteOutcome.Applied(version(next.nonce(), \"\"), StoreStamp.NONE)\n"),
                new Mutant(
                        "H1",
                        "an object is written whatever is there",
                        OBJECTS,
                        "        Put put = objects.put(keys.of(next.key()), expected,",
                        "        Got there = objects.get(keys.of(next.key()), attempt);\n"
                                + "        Put put = objects.put(keys.of(next.key()),\n"
                                + "                there instanceof Got.Found now ? now.mark() : expected,"));
    }

    /** Rules about epochs, and what only a collected session shows: too rare for a small scope. */
    private static List<Mutant> epochs() {
        return List.of(
                new Mutant(
                        "R5",
                        "the record of another epoch settles this one",
                        SETTLEMENT,
                        "return record.epoch().equals(state.epoch);",
                        "return true;"),
                new Mutant(
                        "R5",
                        "NEW is as good as SETTLED",
                        SETTLEMENT,
                        "return record.state() == StoreRecord.State.SETTLED"
                                + " ? new Guard(record.epoch(), record.settlement()) : null;",
                        "return new Guard(record.epoch(), record.settlement());"),
                new Mutant(
                        "R5",
                        "a session outlives its epoch",
                        SESSION,
                        "        gone(LossReason.STORE_FAILED_OVER);\n        return false;",
                        "        return true;"),
                new Mutant(
                        "H4",
                        "a session that is gone is created anew",
                        SESSION,
                        "notApplied(write, state.acked == null);",
                        "state = with(state.phase, null, null, null);"));
    }

    /** What was once in the engine, and was found by telling stories. */
    private static List<Mutant> foundBefore() {
        return List.of(
                new Mutant(
                        "once ours",
                        "housekeeping is waited for while the epoch is unsettled",
                        HOUSEKEEPING,
                        "return engine.settlement.guard() != null && leads() ? ReadPlan.earlier(latest, dueNanos) : latest;",
                        "return leads() ? ReadPlan.earlier(latest, dueNanos) : latest;"),
                new Mutant(
                        "once ours",
                        "a clock below zero is a time in the past",
                        HEARTBEAT,
                        "        this.lastSentNanos = engine.now();\n        this.notBeforeNanos = lastSentNanos;\n",
                        ""),
                new Mutant(
                        "once ours",
                        "in doubt about the settlement nothing is freed",
                        "machine.Standing",
                        "boolean hopeless = leaving && settlement.isUnsettled();",
                        "boolean hopeless = leaving && guard == null;"),
                new Mutant(
                        "once ours",
                        "the dead are counted as standbys",
                        HOUSEKEEPING,
                        "engine.census.counted(recounting);",
                        "engine.census.counted(false);"));
    }
}
