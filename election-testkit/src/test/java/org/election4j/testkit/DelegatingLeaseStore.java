// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.util.List;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ForwardingLeaseStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.WriteOutcome;

/** Another store, until a subclass breaks something. Batches go through the single calls, to be broken with them. */
class DelegatingLeaseStore extends ForwardingLeaseStore {

    final LeaseStore target;

    DelegatingLeaseStore(LeaseStore target) {
        super(target);
        this.target = target;
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        return keys.stream().map(key -> read(key, attempt)).toList();
    }

    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        return writes.stream().map(write -> compareAndSet(write, attempt)).toList();
    }
}
