// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ForwardingLeaseStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.WriteOutcome;

/** Says when each acknowledged heartbeat was sent, and otherwise does what the store below it does. */
final class HeartbeatReporter extends ForwardingLeaseStore {

    HeartbeatReporter(LeaseStore store) {
        super(store);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        long sentNanos = System.nanoTime();
        WriteOutcome outcome = delegate().compareAndSet(write, attempt);
        if (outcome instanceof WriteOutcome.Applied
                && write.next() instanceof SessionRecord session
                && session.state() == SessionRecord.State.LIVE) {
            BenchCandidate.say("heartbeat", sentNanos, 0);
        }
        return outcome;
    }
}
