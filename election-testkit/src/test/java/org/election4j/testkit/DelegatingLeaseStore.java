// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

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
import org.election4j.spi.StorePace;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.WriteOutcome;

/** Another store, until a subclass breaks something. Batches go through the single calls, to be broken with them. */
class DelegatingLeaseStore implements LeaseStore {

    final LeaseStore target;

    DelegatingLeaseStore(LeaseStore target) {
        this.target = target;
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        return target.read(key, attempt);
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        return keys.stream().map(key -> read(key, attempt)).toList();
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        return target.compareAndSet(write, attempt);
    }

    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        return writes.stream().map(write -> compareAndSet(write, attempt)).toList();
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return target.list(kind, attempt);
    }

    @Override
    public WriteOutcome collect(StoredRecord ended, Guard guard, Attempt attempt) {
        return target.collect(ended, guard, attempt);
    }

    @Override
    public Watch watch(HintListener hints) {
        return target.watch(hints);
    }

    @Override
    public StorePace pace() {
        return target.pace();
    }

    @Override
    public List<String> advice() {
        return target.advice();
    }

    @Override
    public void probe(Attempt attempt) {
        target.probe(attempt);
    }

    @Override
    public String describe() {
        return target.describe();
    }

    @Override
    public void close() {
        target.close();
    }
}
