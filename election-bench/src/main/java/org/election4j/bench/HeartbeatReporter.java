// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.util.List;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StorePace;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.WriteOutcome;

/** Says when each acknowledged heartbeat was sent, and otherwise does what the store below it does. */
final class HeartbeatReporter implements LeaseStore {

    private final LeaseStore store;

    HeartbeatReporter(LeaseStore store) {
        this.store = store;
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        long sentNanos = System.nanoTime();
        WriteOutcome outcome = store.compareAndSet(write, attempt);
        if (outcome instanceof WriteOutcome.Applied
                && write.next() instanceof SessionRecord session
                && session.state() == SessionRecord.State.LIVE) {
            BenchCandidate.say("heartbeat", sentNanos, 0);
        }
        return outcome;
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        return store.read(key, attempt);
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        return store.readAll(keys, attempt);
    }

    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        return store.compareAndSetAll(writes, attempt);
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return store.list(kind, attempt);
    }

    @Override
    public WriteOutcome collect(StoredRecord ended, Guard guard, Attempt attempt) {
        return store.collect(ended, guard, attempt);
    }

    @Override
    public Watch watch(HintListener hints) {
        return store.watch(hints);
    }

    @Override
    public StorePace pace() {
        return store.pace();
    }

    @Override
    public List<String> advice() {
        return store.advice();
    }

    @Override
    public void probe(Attempt attempt) {
        store.probe(attempt);
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public void close() {
        store.close();
    }
}
