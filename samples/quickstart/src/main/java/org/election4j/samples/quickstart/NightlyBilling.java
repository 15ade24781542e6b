// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.postgres.PostgresFence;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;
import org.election4j.spi.LeaseStore;

/** One service of many processes, of which one at a time sends invoices. */
final class NightlyBilling {

    private final DataSource dataSource;
    private final Invoices invoices;

    NightlyBilling(DataSource dataSource, Invoices invoices) {
        this.dataSource = dataSource;
        this.invoices = invoices;
    }

    void createTables() {
        // tag::schema
        PostgresSchema.createIfMissing(dataSource, PostgresOptions.defaults());
        // end::schema
    }

    LeaderElector start() {
        // tag::elector
        LeaseStore store = new PostgresLeaseStore(dataSource);
        PostgresFence fence = new PostgresFence();

        LeaderElector elector = LeaderElector.builder(store, "nightly-billing")
                .onLeader(leadership -> {
                    while (leadership.isValid()) {
                        long id = invoices.nextUnsent();
                        try (Connection connection = dataSource.getConnection()) {
                            fence.executeUpdate(connection, leadership, "UPDATE bill SET sent = true WHERE id = ?", id);
                        }
                    }
                })
                .start();
        // end::elector
        return elector;
    }

    /** Several statements that belong together. */
    static void book(Connection connection, PostgresFence fence, Leadership leadership, Ledger ledger)
            throws SQLException {
        // tag::transaction
        connection.setAutoCommit(false);
        fence.check(connection, leadership);
        ledger.book(connection);
        connection.commit();
        // end::transaction
    }

    /** What there is to send. */
    interface Invoices {
        /** Waits for an invoice that was not sent yet. */
        long nextUnsent() throws InterruptedException;
    }

    /** Writes what the leader has done. */
    interface Ledger {
        /** Writes in the open transaction. */
        void book(Connection connection) throws SQLException;
    }
}
