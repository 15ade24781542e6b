// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.time.Duration;
import org.election4j.spi.Attempt;

/** The attempt of a call that takes several requests: the first connection, the first request and the last reply count. */
final class OneCall implements Attempt {

    private final Attempt attempt;
    private boolean connected;
    private boolean sent;
    private boolean replied;

    OneCall(Attempt attempt) {
        this.attempt = attempt;
    }

    @Override
    public Duration remaining() {
        return attempt.remaining();
    }

    @Override
    public void connected() {
        if (!connected) {
            connected = true;
            attempt.connected();
        }
    }

    @Override
    public void sent() {
        if (!sent) {
            sent = true;
            attempt.sent();
        }
    }

    @Override
    public void replied() {
        replied = true;
    }

    /** The call is over: whatever reply came last is the reply. */
    void ended() {
        if (replied) {
            attempt.replied();
        }
    }
}
