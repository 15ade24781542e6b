// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.election4j.postgres.Namespace.applied;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.renewed;

import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What the server says beside an answer; that a commit was not replicated is in {@link OwnServerTest}. */
@Timeout(60)
@Tag("direct-session")
class ServerWarningsTest {

    private final Namespace namespace = Namespace.fresh();

    @Test
    void messages_that_do_not_concern_durability_change_no_answer() {
        for (String level : new String[] {"notice", "log", "debug5"}) {
            PGSimpleDataSource talkative = TestServer.dataSource();
            talkative.setOptions("-c client_min_messages=" + level
                    + " -c log_duration=on -c log_statement=all -c log_executor_stats=on");
            try (LeaseStore store = new PostgresLeaseStore(talkative, namespace.options)) {
                store.probe(attempt());
                Namespace.find(store, RecordKey.STORE);
                SessionRecord session = namespace.session();
                Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
                applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
            }
        }
    }
}
