// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.UUID;
import org.election4j.spi.Attempt;
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
    private final Runnable createTable;
    private volatile boolean created;

    TickTableFirst(TickStore store, Runnable createTable) {
        this.store = store;
        this.createTable = createTable;
    }

    private TickStore ready() {
        if (!created) {
            createTable.run();
            created = true;
        }
        return store;
    }

    @Override
    public TickRead read(String job, Attempt attempt) {
        return ready().read(job, attempt);
    }

    @Override
    public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
        return ready().start(expected, next, attempt);
    }

    @Override
    public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
        return ready().end(expected, next, attempt);
    }

    @Override
    public String describe() {
        return store.describe();
    }
}
