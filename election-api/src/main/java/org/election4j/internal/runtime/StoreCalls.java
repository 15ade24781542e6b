// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.WriteOutcome;

/** What can be asked of a store. An exception, no answer, and a list of the wrong length are unknown outcomes. */
public final class StoreCalls {

    private final LeaseStore store;

    /** Calls of a store. */
    public StoreCalls(LeaseStore store) {
        this.store = store;
    }

    /** One conditional write. */
    public StoreCall<WriteOutcome> write(CompareAndSet write) {
        return new StoreCall<>(attempt -> store.compareAndSet(write, attempt), WriteOutcome.Unknown::new);
    }

    /** One read. */
    public StoreCall<ReadOutcome> read(RecordKey key) {
        return new StoreCall<>(attempt -> store.read(key, attempt), ReadOutcome.Unknown::new);
    }

    /** Several reads, answered in their order. */
    public StoreCall<List<ReadOutcome>> readAll(List<RecordKey> keys) {
        return new StoreCall<>(
                attempt -> sized(store.readAll(keys, attempt), keys.size()),
                cause -> Collections.nCopies(keys.size(), (ReadOutcome) new ReadOutcome.Unknown(cause)));
    }

    /** Several conditional writes, answered in their order. */
    public StoreCall<List<WriteOutcome>> writeAll(List<CompareAndSet> writes) {
        return new StoreCall<>(
                attempt -> writes.size() == 1
                        ? List.of(store.compareAndSet(writes.get(0), attempt))
                        : sized(store.compareAndSetAll(writes, attempt), writes.size()),
                cause -> Collections.nCopies(writes.size(), (WriteOutcome) new WriteOutcome.Unknown(cause)));
    }

    /** All records of a kind. */
    public StoreCall<ListOutcome> list(RecordKind kind) {
        return new StoreCall<>(attempt -> store.list(kind, attempt), ListOutcome.Unknown::new);
    }

    /** One step of clearing up. */
    public StoreCall<SweepOutcome> sweep(Sweep sweep) {
        return new StoreCall<>(attempt -> store.sweep(sweep, attempt), SweepOutcome.Unknown::new);
    }

    /** Asks whether the store is fit; the answer is what it threw. */
    public StoreCall<Optional<Throwable>> probe() {
        return new StoreCall<>(
                attempt -> {
                    store.probe(attempt);
                    return Optional.empty();
                },
                Optional::of);
    }

    /** Begins to watch for hints; empty if that has failed. */
    public StoreCall<Optional<LeaseStore.Watch>> watch(HintListener listener) {
        return new StoreCall<>(attempt -> Optional.of(store.watch(listener)), cause -> Optional.empty());
    }

    private static <T> List<T> sized(List<T> outcomes, int size) {
        if (outcomes.size() != size) {
            throw new LeaseStoreException(
                    "the store gave " + outcomes.size() + " outcomes to a batch of " + size, null);
        }
        return outcomes;
    }
}
