// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.function.Consumer;
import org.election4j.spi.Attempt;
import org.election4j.spi.ForwardingLeaseStore;
import org.election4j.spi.LeaseStore;

/**
 * A store whose tables are created before it is first probed. Not when the application starts: the database may be down then,
 * and the engine probes until it is up. Creating them takes no longer than the probe may, and what goes wrong shows as a
 * failed probe.
 */
final class TablesFirst extends ForwardingLeaseStore {

    private final Consumer<Attempt> createTables;
    private volatile boolean created;

    TablesFirst(LeaseStore store, Consumer<Attempt> createTables) {
        super(store);
        this.createTables = createTables;
    }

    LeaseStore target() {
        return delegate();
    }

    @Override
    public void probe(Attempt attempt) {
        if (!created) {
            createTables.accept(attempt);
            created = true;
        }
        delegate().probe(attempt);
    }
}
