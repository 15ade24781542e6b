// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.election4j.Leadership;
import org.election4j.postgres.PostgresFence;
import org.election4j.spring.CurrentLeadership;
import org.election4j.spring.OnLeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Writes a bill with every run, on the leader only, and under its term: a bill of an old leader that comes late is refused. */
@Component
public class NightlyBilling {

    private static final Logger LOG = LoggerFactory.getLogger(NightlyBilling.class);

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS bill (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                term bigint NOT NULL,
                at timestamptz NOT NULL DEFAULT now())""";

    private static final String WRITE_BILL = "INSERT INTO bill (term) VALUES (?)";

    private final DataSource dataSource;
    private final PostgresFence fence;
    private final CurrentLeadership leadership;

    NightlyBilling(DataSource dataSource, PostgresFence fence, CurrentLeadership leadership) {
        this.dataSource = dataSource;
        this.fence = fence;
        this.leadership = leadership;
    }

    // tag::on-leader
    @Scheduled(cron = "${billing.cron}")
    @OnLeader("nightly-billing")
    void bill() throws SQLException {
        Leadership led = leadership.get();
        try (Connection connection = dataSource.getConnection()) {
            createTable(connection);
            fence.executeUpdate(connection, led, WRITE_BILL, led.term());
            LOG.info("wrote a bill");
        }
    }
    // end::on-leader

    private static void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
    }
}
