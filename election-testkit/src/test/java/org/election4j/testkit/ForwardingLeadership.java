// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.election4j.Leadership;
import org.election4j.LossReason;

/** A leadership that a test changes in one respect. */
class ForwardingLeadership implements Leadership {

    private final Leadership leadership;

    ForwardingLeadership(Leadership leadership) {
        this.leadership = leadership;
    }

    @Override
    public String electionName() {
        return leadership.electionName();
    }

    @Override
    public long term() {
        return leadership.term();
    }

    @Override
    public boolean isValid() {
        return leadership.isValid();
    }

    @Override
    public Duration remaining() {
        return leadership.remaining();
    }

    @Override
    public void ensure(Duration atLeast) {
        leadership.ensure(atLeast);
    }

    @Override
    public Pin pin(Duration atMost) {
        return leadership.pin(atMost);
    }

    @Override
    public CompletionStage<LossReason> stopSignal() {
        return leadership.stopSignal();
    }
}
