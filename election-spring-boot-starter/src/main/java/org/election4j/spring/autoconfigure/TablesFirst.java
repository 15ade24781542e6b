// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.function.Consumer;
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

/**
 * A store whose tables are created before it is first probed. Not when the application starts: the database may be down then,
 * and the engine probes until it is up. Creating them takes no longer than the probe may, and what goes wrong shows as a
 * failed probe.
 */
final class TablesFirst implements LeaseStore {

    private final LeaseStore store;
    private final Consumer<Attempt> createTables;
    private volatile boolean created;

    TablesFirst(LeaseStore store, Consumer<Attempt> createTables) {
        this.store = store;
        this.createTables = createTables;
    }

    LeaseStore target() {
        return store;
    }

    @Override
    public void probe(Attempt attempt) {
        if (!created) {
            createTables.accept(attempt);
            created = true;
        }
        store.probe(attempt);
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
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        return store.compareAndSet(write, attempt);
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
    public String describe() {
        return store.describe();
    }

    @Override
    public void close() {
        store.close();
    }
}
