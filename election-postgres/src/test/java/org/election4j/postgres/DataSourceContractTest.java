// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;
import org.postgresql.ds.PGSimpleDataSource;

/** The contract on a data source whose connections come in the least convenient state, in a schema, without hints. */
class DataSourceContractTest extends LeaseStoreContract {

    private final PostgresOptions options =
            TestServer.freshOptions().schema("inconvenient").hints(false).build();

    @Override
    protected LeaseStore openStore() {
        TestServer.execute("CREATE SCHEMA IF NOT EXISTS inconvenient");
        PostgresSchema.createIfMissing(TestServer.dataSource(), options);
        return new PostgresLeaseStore(new Inconvenient(), options);
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) {
        Namespace.changeByHand(options, electionName, field, value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withEpoch().withClock();
    }

    @Override
    protected List<String> secrets() {
        return List.of(TestServer.PASSWORD);
    }

    /** Read-only and not in autocommit. */
    private static final class Inconvenient extends PGSimpleDataSource {

        private static final long serialVersionUID = 1L;

        Inconvenient() {
            setURL(TestServer.url());
            setUser(TestServer.USER);
            setPassword(TestServer.PASSWORD);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            return connection;
        }
    }
}
