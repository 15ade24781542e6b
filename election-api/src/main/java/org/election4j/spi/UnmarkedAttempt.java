// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.time.Duration;

/** An attempt with a time limit and nobody interested in its marks. */
final class UnmarkedAttempt implements Attempt {

    private final Ticker ticker;
    private final long deadlineNanos;

    UnmarkedAttempt(Ticker ticker, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("the limit of an attempt must be positive, but is " + limit);
        }
        this.ticker = ticker;
        this.deadlineNanos = ticker.nanos() + limit.toNanos();
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - ticker.nanos()));
    }

    @Override
    public void connected() {}

    @Override
    public void sent() {}

    @Override
    public void replied() {}
}
