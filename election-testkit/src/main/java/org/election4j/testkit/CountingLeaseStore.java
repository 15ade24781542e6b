// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ForwardingLeaseStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.WriteOutcome;

/**
 * Counts what another store is asked, for tests of what an election costs. Calls are counted when they begin, whatever
 * becomes of them. Thread-safe.
 */
public final class CountingLeaseStore extends ForwardingLeaseStore {

    private final Map<StoreOperation, AtomicLong> calls = zeros();
    private final Map<StoreOperation, AtomicLong> records = zeros();

    /**
     * Counts from zero.
     *
     * @param target the store that does the work; closed with this one
     */
    public CountingLeaseStore(LeaseStore target) {
        super(target);
    }

    /**
     * How many calls were made: the round trips, where a store makes one for each.
     *
     * @return all calls
     */
    public long calls() {
        return calls.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /**
     * How many calls of one kind were made. A batch is one call.
     *
     * @param operation the kind
     * @return its calls
     */
    public long calls(StoreOperation operation) {
        return count(calls, operation).get();
    }

    /**
     * How many records were read, written or deleted, alone or in a batch: ask for {@link StoreOperation#READ}, {@link
     * StoreOperation#WRITE_SESSION}, {@link StoreOperation#WRITE_ELECTION}, {@link StoreOperation#WRITE_STORE} or {@link
     * StoreOperation#SWEEP}.
     *
     * @param operation what was done to each record
     * @return the number of records
     */
    public long records(StoreOperation operation) {
        return count(records, operation).get();
    }

    /** Counts from zero again. */
    public void reset() {
        calls.values().forEach(count -> count.set(0));
        records.values().forEach(count -> count.set(0));
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        countOne(StoreOperation.READ);
        return delegate().read(key, attempt);
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        count(calls, StoreOperation.READ_ALL).incrementAndGet();
        count(records, StoreOperation.READ).addAndGet(keys.size());
        return delegate().readAll(keys, attempt);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        countOne(StoreOperation.of(write));
        return delegate().compareAndSet(write, attempt);
    }

    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        count(calls, StoreOperation.WRITE_ALL).incrementAndGet();
        writes.forEach(write -> count(records, StoreOperation.of(write)).incrementAndGet());
        return delegate().compareAndSetAll(writes, attempt);
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        count(calls, StoreOperation.LIST).incrementAndGet();
        return delegate().list(kind, attempt);
    }

    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        count(calls, StoreOperation.SWEEP).incrementAndGet();
        SweepOutcome outcome = delegate().sweep(sweep, attempt);
        if (outcome instanceof SweepOutcome.Swept swept) {
            count(records, StoreOperation.SWEEP).addAndGet(swept.deleted());
        }
        return outcome;
    }

    @Override
    public void probe(Attempt attempt) {
        count(calls, StoreOperation.PROBE).incrementAndGet();
        delegate().probe(attempt);
    }

    private void countOne(StoreOperation operation) {
        count(calls, operation).incrementAndGet();
        count(records, operation).incrementAndGet();
    }

    private static AtomicLong count(Map<StoreOperation, AtomicLong> counts, StoreOperation operation) {
        return requireNonNull(counts.get(operation));
    }

    private static Map<StoreOperation, AtomicLong> zeros() {
        Map<StoreOperation, AtomicLong> zeros = new EnumMap<>(StoreOperation.class);
        for (StoreOperation operation : StoreOperation.values()) {
            zeros.put(operation, new AtomicLong());
        }
        return zeros;
    }
}
