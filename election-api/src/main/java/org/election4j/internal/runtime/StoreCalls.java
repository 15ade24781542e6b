// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
        return new StoreCall<>(attempt -> told(store.compareAndSet(write, attempt)), StoreCalls::unwritten);
    }

    /** One read. */
    public StoreCall<ReadOutcome> read(RecordKey key) {
        return new StoreCall<>(attempt -> told(store.read(key, attempt)), StoreCalls::unread);
    }

    /** Several reads, answered in their order. */
    public StoreCall<List<ReadOutcome>> readAll(List<RecordKey> keys) {
        return new StoreCall<>(
                attempt -> all(store.readAll(keys, attempt), keys.size(), StoreCalls::told),
                cause -> Collections.nCopies(keys.size(), unread(cause)));
    }

    /** Several conditional writes, answered in their order. */
    public StoreCall<List<WriteOutcome>> writeAll(List<CompareAndSet> writes) {
        return new StoreCall<>(
                attempt -> writes.size() == 1
                        ? List.of(told(store.compareAndSet(writes.get(0), attempt)))
                        : all(store.compareAndSetAll(writes, attempt), writes.size(), StoreCalls::told),
                cause -> Collections.nCopies(writes.size(), unwritten(cause)));
    }

    /** All records of a kind. */
    public StoreCall<ListOutcome> list(RecordKind kind) {
        return new StoreCall<>(attempt -> told(store.list(kind, attempt)), StoreCalls::unlisted);
    }

    /** One step of clearing up. */
    public StoreCall<SweepOutcome> sweep(Sweep sweep) {
        return new StoreCall<>(attempt -> told(store.sweep(sweep, attempt)), StoreCalls::unswept);
    }

    /** Asks whether the store is fit; the answer is what it threw. */
    public StoreCall<Optional<Throwable>> probe() {
        return new StoreCall<>(
                attempt -> {
                    store.probe(attempt);
                    return Optional.empty();
                },
                cause -> Optional.of(LeaseStoreException.of(cause)));
    }

    /** Begins to watch for hints; empty if that has failed. */
    public StoreCall<Optional<LeaseStore.Watch>> watch(HintListener listener) {
        return new StoreCall<>(attempt -> Optional.of(store.watch(listener)), cause -> Optional.empty());
    }

    // ---- what failures say is put into words here, on the thread of the call and without the engine's lock
    // ------------

    private static WriteOutcome told(WriteOutcome outcome) {
        return outcome instanceof WriteOutcome.Unknown unknown ? unwritten(unknown.cause()) : outcome;
    }

    private static ReadOutcome told(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Unknown unknown ? unread(unknown.cause()) : outcome;
    }

    private static SweepOutcome told(SweepOutcome outcome) {
        return outcome instanceof SweepOutcome.Unknown unknown ? unswept(unknown.cause()) : outcome;
    }

    private static ListOutcome told(ListOutcome outcome) {
        return outcome instanceof ListOutcome.Unknown unknown ? unlisted(unknown.cause()) : outcome;
    }

    private static WriteOutcome unwritten(Throwable cause) {
        return new WriteOutcome.Unknown(LeaseStoreException.of(cause));
    }

    private static ReadOutcome unread(Throwable cause) {
        return new ReadOutcome.Unknown(LeaseStoreException.of(cause));
    }

    private static ListOutcome unlisted(Throwable cause) {
        return new ListOutcome.Unknown(LeaseStoreException.of(cause));
    }

    private static SweepOutcome unswept(Throwable cause) {
        return new SweepOutcome.Unknown(LeaseStoreException.of(cause));
    }

    private static <T> List<T> all(List<T> outcomes, int size, UnaryOperator<T> told) {
        if (outcomes.size() != size) {
            throw new LeaseStoreException(
                    "the store gave " + outcomes.size() + " outcomes to a batch of " + size, null);
        }
        return outcomes.stream().map(told).toList();
    }
}
