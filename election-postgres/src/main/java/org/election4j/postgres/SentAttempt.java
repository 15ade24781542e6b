// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.time.Duration;
import org.election4j.spi.Attempt;

/**
 * An attempt on connections of the store's own. There is one for each thread that calls, so whoever waits for one waits
 * for the server: the attempt counts as sent from the start, and a server that swallows everything is not taken for a
 * pool that is empty.
 */
final class SentAttempt implements Attempt {

    private final Attempt attempt;

    SentAttempt(Attempt attempt) {
        this.attempt = attempt;
        attempt.connected();
        attempt.sent();
    }

    @Override
    public Duration remaining() {
        return attempt.remaining();
    }

    @Override
    public void connected() {}

    @Override
    public void sent() {}

    @Override
    public void unreachable() {}

    @Override
    public void replied() {
        attempt.replied();
    }
}
