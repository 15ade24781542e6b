// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The ledger as two tables. */
final class PostgresLedger implements Ledger {

    private static final String CREATE = """
            CREATE TABLE unfenced (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, term bigint, candidate text);
            CREATE TABLE fenced (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, term bigint, candidate text)
            """;

    private static final String ROWS = "SELECT count(*) FROM ";

    private static final String STALE = """
            SELECT id, term, candidate
              FROM (SELECT id, term, candidate, max(term) OVER (ORDER BY id) AS highest FROM %s) AS rows
             WHERE term < highest
             ORDER BY id
            """;

    private final DataSource dataSource;

    PostgresLedger(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void create() throws IOException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Override
    public Counts count() throws IOException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            return new Counts(
                    rows(statement, "unfenced"),
                    stale(statement, "unfenced"),
                    rows(statement, "fenced"),
                    stale(statement, "fenced"));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static long rows(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery(ROWS + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<Row> stale(Statement statement, String table) throws SQLException {
        List<Row> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(STALE.replace("%s", table))) {
            while (rows.next()) {
                found.add(new Row(rows.getLong(1), rows.getLong(2), rows.getString(3)));
            }
        }
        return found;
    }
}
