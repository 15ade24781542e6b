// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.PrintStream;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;

/** Tells the parent process what happens here. Thread-safe. */
final class Reports implements LeadershipListener {

    private final PrintStream out;

    Reports(PrintStream out) {
        this.out = out;
    }

    void send(Event event) {
        synchronized (out) {
            out.println(event.line());
            out.flush();
        }
    }

    /** Asks whether this process leads, and reports the answer with the times around it. */
    void look(LeaderElector elector) {
        long beforeNanos = System.nanoTime();
        Leadership leadership = elector.leadership().orElse(null);
        long afterNanos = System.nanoTime();
        if (leadership == null) {
            send(new Event.Sample(beforeNanos, afterNanos, 0, 0, false));
        } else {
            send(sample(beforeNanos, afterNanos, leadership, false));
        }
    }

    /** The question before a write. Reported only if the answer is yes, because nothing is written otherwise. */
    boolean mayWrite(Leadership leadership) {
        long beforeNanos = System.nanoTime();
        boolean valid = leadership.isValid();
        long afterNanos = System.nanoTime();
        if (valid) {
            send(sample(beforeNanos, afterNanos, leadership, true));
        }
        return valid;
    }

    @Override
    public void onLost(Leadership leadership, Loss loss) {
        send(new Event.Lost(
                System.nanoTime(),
                leadership.term(),
                loss.reason(),
                loss.report().verdict()));
    }

    private static Event.Sample sample(long beforeNanos, long afterNanos, Leadership leadership, boolean writing) {
        long remainingNanos = leadership.remaining().toNanos();
        return new Event.Sample(beforeNanos, afterNanos, leadership.term(), remainingNanos, writing);
    }
}
