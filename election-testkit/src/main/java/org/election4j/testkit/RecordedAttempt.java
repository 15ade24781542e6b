// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.election4j.spi.Attempt;

/** An attempt that remembers its marks in the order they were given. */
final class RecordedAttempt implements Attempt {

    /** The three marks, in the order they may come. */
    enum Mark {
        CONNECTED,
        SENT,
        REPLIED
    }

    private final long startNanos = System.nanoTime();
    private final Duration limit;
    private final List<Mark> marks = new ArrayList<>();

    RecordedAttempt(Duration limit) {
        this.limit = limit;
    }

    @Override
    public Duration remaining() {
        Duration left = limit.minusNanos(System.nanoTime() - startNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public void connected() {
        marks.add(Mark.CONNECTED);
    }

    @Override
    public void sent() {
        marks.add(Mark.SENT);
    }

    @Override
    public void replied() {
        marks.add(Mark.REPLIED);
    }

    List<Mark> marks() {
        return marks;
    }
}
