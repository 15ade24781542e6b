// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.UUID;
import java.util.function.Consumer;
import org.election4j.spi.Attempt;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.jspecify.annotations.Nullable;

/**
 * A store of ticks whose table is created before it is first used. Not when the application starts: the database may be down then. What
 * goes wrong is thrown, which counts as an unknown outcome, and is tried again.
 */
final class TickTableFirst implements TickStore {

    private final TickStore store;
    private final Consumer<Attempt> createTable;
    private volatile boolean created;

    TickTableFirst(TickStore store, Consumer<Attempt> createTable) {
        this.store = store;
        this.createTable = createTable;
    }

    private TickStore ready(Attempt attempt) {
        if (!created) {
            createTable.accept(attempt);
            created = true;
        }
        return store;
    }

    @Override
    public void probe(Attempt attempt) {
        ready(attempt).probe(attempt);
    }

    @Override
    public TickRead read(String job, Attempt attempt) {
        return ready(attempt).read(job, attempt);
    }

    @Override
    public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
        return ready(attempt).start(expected, next, attempt);
    }

    @Override
    public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
        return ready(attempt).end(expected, next, attempt);
    }

    @Override
    public TickWrite pause(TickPause pause, Attempt attempt) {
        return ready(attempt).pause(pause, attempt);
    }

    @Override
    public TickWrite resume(String job, Attempt attempt) {
        return ready(attempt).resume(job, attempt);
    }

    @Override
    public String describe() {
        return store.describe();
    }
}
