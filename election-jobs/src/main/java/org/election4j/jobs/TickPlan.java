// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.time.Instant;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a job now. Pure: the record, the policy and a date in, a decision out.
 *
 * @param start the tick to start; null if none
 * @param missed ticks that nobody started and nobody will; null if none. Those before {@code start} are among them
 * @param unfinished whether the last tick was started and did not end
 * @param wakeAt when to look again at the latest; null if there is nothing to come
 */
record TickPlan(
        @Nullable Start start,
        TickCounter.@Nullable Gap missed,
        boolean unfinished,
        @Nullable Instant wakeAt) {

    /** A tick to be started, how many before it were missed, and which attempt this is. */
    record Start(Instant tick, long missed, int attempt) {}

    /**
     * What is known.
     *
     * @param since when this process learned of the job: ticks before that do not count if none was ever started
     * @param last the job's record; null if there is none
     * @param untouched whether that record is a claim of this process under which nothing was run
     * @param term the term now
     * @param now the date
     */
    record Facts(Instant since, @Nullable TickRecord last, boolean untouched, long term, Instant now) {

        /** Ticks up to here are done with. A tick that was claimed and not touched is not. */
        private Instant after() {
            TickRecord record = last;
            if (record == null) {
                return since;
            }
            return isReturned(record) ? record.tick().minusMillis(1) : record.tick();
        }

        private boolean isUnfinished(TickRecord record) {
            boolean abandoned = record.state() == State.STARTED && record.term() < term;
            return !untouched && (abandoned || record.state() == State.INTERRUPTED);
        }

        private boolean isReturned(TickRecord record) {
            return untouched || record.state() == State.RETURNED;
        }
    }

    static TickPlan of(TickPolicy policy, Facts facts) {
        TickCounter ticks = new TickCounter(policy.schedule());
        TickRecord last = facts.last();
        Instant after = facts.after();
        Instant due = ticks.latest(after, facts.now());
        boolean unfinished = last != null && facts.isUnfinished(last);
        Start start = due == null ? again(policy, facts) : startOf(policy, facts, ticks, after, due);
        TickCounter.Gap missed = due == null ? null : missed(ticks, after, due, start);
        Instant wakeAt = ticks.next(after.isAfter(facts.now()) ? after : facts.now());
        Instant held = start == null ? null : heldUntil(policy, facts);
        if (held != null) {
            return new TickPlan(null, null, unfinished, wakeAt == null || held.isBefore(wakeAt) ? held : wakeAt);
        }
        return new TickPlan(start, missed, unfinished, wakeAt);
    }

    /**
     * What to start if somebody wants the job to run now: what is due, or else the present time as a tick of its own. Null if the record
     * names a later tick.
     */
    @Nullable
    Start startNow(@Nullable TickRecord last, Instant now) {
        if (start != null) {
            return start;
        }
        Instant tick = WholeMillis.cut(now);
        boolean later = last == null || last.tick().isBefore(tick);
        return later ? new Start(tick, missed == null ? 0 : missed.count(), 1) : null;
    }

    /** The same without a start: the job is paused. */
    TickPlan paused(Instant nextLook) {
        Instant at = start != null && (wakeAt == null || nextLook.isBefore(wakeAt)) ? nextLook : wakeAt;
        return new TickPlan(null, null, false, at);
    }

    private static @Nullable Start startOf(
            TickPolicy policy, Facts facts, TickCounter ticks, Instant after, Instant due) {
        if (!isInTime(policy, due, facts.now())) {
            return null;
        }
        TickRecord last = facts.last();
        if (last != null && last.tick().equals(due)) {
            return new Start(due, last.missed(), last.attempt());
        }
        TickCounter.Gap between = ticks.between(after, due);
        return new Start(due, between == null ? 0 : between.count(), 1);
    }

    /** No later tick is due: maybe the last one is to be started again. */
    private static @Nullable Start again(TickPolicy policy, Facts facts) {
        TickRecord last = facts.last();
        if (last == null || !isInTime(policy, last.tick(), facts.now())) {
            return null;
        }
        boolean allowed = facts.isUnfinished(last)
                && last.attempt() <= policy.unfinished().reruns();
        return allowed ? new Start(last.tick(), last.missed(), last.attempt() + 1) : null;
    }

    private static TickCounter.@Nullable Gap missed(
            TickCounter ticks, Instant after, Instant due, @Nullable Start start) {
        TickCounter.Gap before = ticks.between(after, due);
        if (start != null) {
            return before;
        }
        return before == null
                ? new TickCounter.Gap(due, due, 1)
                : new TickCounter.Gap(before.first(), due, before.count() + 1);
    }

    private static boolean isInTime(TickPolicy policy, Instant tick, Instant now) {
        return !(policy.catchUp() instanceof CatchUp.Skip skip)
                || Duration.between(tick, now).compareTo(skip.within()) <= 0;
    }

    /** Until when the start before holds the next one up; null if it does not. A start in the future proves nothing. */
    private static @Nullable Instant heldUntil(TickPolicy policy, Facts facts) {
        TickRecord last = facts.last();
        if (last == null || policy.minHold().isZero() || facts.isReturned(last)) {
            return null;
        }
        Instant since = last.startedAt().isAfter(facts.now()) ? last.tick() : last.startedAt();
        Instant until = since.plus(policy.minHold());
        return until.isAfter(facts.now()) ? until : null;
    }
}
