// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;
import org.election4j.spi.Attempt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A pool that has nothing to give is at fault only if there is a server behind it. */
@Timeout(60)
class UnreachableTest {

    private final Marks marks = new Marks();

    @Test
    void a_pool_whose_server_is_down_says_so_however_short_its_limit_is() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestServer.url(1));
        config.setUsername(TestServer.USER);
        config.setConnectionTimeout(250);
        config.setInitializationFailTimeout(-1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            for (int i = 1; i <= 3; i++) {
                lend(pool);
                assertThat(marks.unreachable).isEqualTo(i);
            }
        }
    }

    @Test
    void a_pool_that_has_lent_all_it_has_is_what_is_waited_for() {
        lend(
                failing(
                        new SQLTransientConnectionException(
                                "p - Connection is not available, request timed out after 250ms (total=1, active=1, idle=0, waiting=0)")));
        assertThat(marks.unreachable).isZero();
    }

    @Test
    void a_pool_that_has_nothing_at_all_waits_for_the_server_itself() {
        lend(
                failing(
                        new SQLTransientConnectionException(
                                "p - Connection is not available, request timed out after 250ms (total=0, active=0, idle=0, waiting=0)")));
        assertThat(marks.unreachable).isEqualTo(1);
    }

    @Test
    void what_lies_behind_the_pools_failure_counts() {
        lend(failing(
                new SQLTransientConnectionException("p - Connection is not available", new ConnectException("no"))));
        assertThat(marks.unreachable).isEqualTo(1);
    }

    private void lend(DataSource source) {
        assertThatThrownBy(() -> new GivenConnections(source).lend(marks)).isInstanceOf(SQLException.class);
    }

    private static DataSource failing(SQLException failure) {
        return new PGSimpleDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                throw failure;
            }
        };
    }

    private static final class Marks implements Attempt {

        private int unreachable;

        @Override
        public Duration remaining() {
            return Duration.ofSeconds(1);
        }

        @Override
        public void connected() {}

        @Override
        public void sent() {}

        @Override
        public void replied() {}

        @Override
        public void unreachable() {
            unreachable++;
        }
    }
}
