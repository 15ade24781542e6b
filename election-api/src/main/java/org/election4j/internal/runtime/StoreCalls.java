// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.election4j.internal.runtime.EngineRuntime.Lane;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.WriteOutcome;

/** Store calls whose every way to end is a value: an exception, and a list of the wrong length, is an unknown outcome. */
public final class StoreCalls {

    private final LeaseStore store;
    private final EngineRuntime runtime;

    public StoreCalls(LeaseStore store, EngineRuntime runtime) {
        this.store = store;
        this.runtime = runtime;
    }

    public void write(Lane lane, Attempt attempt, CompareAndSet write, Consumer<WriteOutcome> then) {
        runtime.call(
                lane,
                attempt,
                a -> {
                    try {
                        return store.compareAndSet(write, a);
                    } catch (Throwable e) {
                        return new WriteOutcome.Unknown(e);
                    }
                },
                then);
    }

    public void read(Lane lane, Attempt attempt, RecordKey key, Consumer<ReadOutcome> then) {
        runtime.call(
                lane,
                attempt,
                a -> {
                    try {
                        return store.read(key, a);
                    } catch (Throwable e) {
                        return new ReadOutcome.Unknown(e);
                    }
                },
                then);
    }

    public void readAll(Attempt attempt, List<RecordKey> keys, Consumer<List<ReadOutcome>> then) {
        runtime.call(
                Lane.CAMPAIGN,
                attempt,
                a -> {
                    try {
                        return sized(store.readAll(keys, a), keys.size());
                    } catch (Throwable e) {
                        return Collections.nCopies(keys.size(), (ReadOutcome) new ReadOutcome.Unknown(e));
                    }
                },
                then);
    }

    public void writeAll(Attempt attempt, List<CompareAndSet> writes, Consumer<List<WriteOutcome>> then) {
        runtime.call(
                Lane.CAMPAIGN,
                attempt,
                a -> {
                    try {
                        return writes.size() == 1
                                ? List.of(store.compareAndSet(writes.get(0), a))
                                : sized(store.compareAndSetAll(writes, a), writes.size());
                    } catch (Throwable e) {
                        return Collections.nCopies(writes.size(), (WriteOutcome) new WriteOutcome.Unknown(e));
                    }
                },
                then);
    }

    public void list(Attempt attempt, RecordKind kind, Consumer<ListOutcome> then) {
        runtime.call(
                Lane.CAMPAIGN,
                attempt,
                a -> {
                    try {
                        return store.list(kind, a);
                    } catch (Throwable e) {
                        return new ListOutcome.Unknown(e);
                    }
                },
                then);
    }

    /** Probes the store; the answer is what it threw. */
    public void probe(Attempt attempt, Consumer<java.util.Optional<Throwable>> then) {
        runtime.call(
                Lane.CAMPAIGN,
                attempt,
                a -> {
                    try {
                        store.probe(a);
                        return java.util.Optional.<Throwable>empty();
                    } catch (Throwable e) {
                        return java.util.Optional.of(e);
                    }
                },
                then);
    }

    private static <T> List<T> sized(List<T> outcomes, int size) {
        if (outcomes.size() != size) {
            throw new LeaseStoreException(
                    "the store gave " + outcomes.size() + " outcomes to a batch of " + size, null);
        }
        return outcomes;
    }
}
