// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the parent knows of one candidate. Guarded by the scene. */
final class Standing {

    /** What is the matter with a candidate, as far as we did it. */
    enum Condition {
        STARTING,
        WELL,
        PAUSED,
        CUT_OFF,
        GONE
    }

    private final String name;
    private final long pid;
    private Condition condition = Condition.STARTING;
    private Event.@Nullable Sample last;
    private Event.@Nullable Sample lastWrite;

    Standing(String name, long pid) {
        this.name = name;
        this.pid = pid;
    }

    String name() {
        return name;
    }

    Condition condition() {
        return condition;
    }

    /** Whoever is gone stays so. */
    void become(Condition next) {
        if (condition != Condition.GONE) {
            condition = next;
        }
    }

    void heard(Event.Sample sample) {
        if (last == null || sample.afterNanos() - last.afterNanos() > 0) {
            last = sample;
        }
        if (sample.writing()) {
            lastWrite = sample;
        }
    }

    /** Whether it said that it led when it was last heard, and can still act on it. */
    boolean leads() {
        return condition != Condition.GONE && condition != Condition.PAUSED && last != null && last.valid();
    }

    /** Whether it has begun to work on a write since then. */
    boolean beganToWriteSince(long nanos) {
        return lastWrite != null && lastWrite.beforeNanos() - nanos >= 0;
    }

    /** What the screen shows of it. */
    View.Row row(long nowNanos) {
        long term = last == null ? 0 : last.term();
        return new View.Row(name, pid, condition, term, term == 0 ? Duration.ZERO : remaining(nowNanos));
    }

    /** How long it will believe that it leads if it is not heard again. */
    private Duration remaining(long nowNanos) {
        return last == null || condition == Condition.GONE
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, last.remainingNanos() - (nowNanos - last.afterNanos())));
    }
}
