// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.postgres.Namespace.attempt;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.election4j.spi.RecordKey;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Where statements stay on the server, and where a pooler would look for them in vain. */
class ServerStatementsTest {

    private final Namespace namespace = Namespace.fresh();

    @Test
    @Tag("direct-session")
    void statements_are_planned_once_where_nothing_is_in_between() {
        assertThat(statementsLeftBy(TestServer.dataSource())).isPositive();
    }

    /** A pooler in transaction mode would look for such a statement on another server connection. */
    @Test
    void nothing_is_left_behind_a_pooler_that_made_the_process_number_up() throws Exception {
        try (TcpProxy pooler = new TcpProxy(TestServer.port())) {
            pooler.rewriteAnswers(ServerStatementsTest::renumber);
            assertThat(statementsLeftBy(TestServer.dataSource(TestServer.url(pooler.port()))))
                    .isZero();
        }
    }

    @Test
    void nothing_is_left_by_a_driver_that_was_told_to_leave_nothing() {
        PGSimpleDataSource source = TestServer.dataSource();
        source.setPrepareThreshold(0);
        assertThat(statementsLeftBy(source)).isZero();
    }

    private int statementsLeftBy(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            PostgresLeaseStore one = new PostgresLeaseStore(pool, namespace.options);
            for (int i = 0; i < 10; i++) {
                one.compareAndSet(namespace.change(null, namespace.session()), attempt());
                one.read(RecordKey.STORE, attempt());
            }
            return Integer.parseInt(TestServer.ask(pool, "SELECT count(*) FROM pg_prepared_statements"));
        }
    }

    /** Changes the process number in the message {@code BackendKeyData}: a letter, the length 12, the number, a key. */
    private static byte[] renumber(byte[] answer) {
        for (int i = 0; i + 12 < answer.length; i++) {
            if (answer[i] == 'K'
                    && answer[i + 1] == 0
                    && answer[i + 2] == 0
                    && answer[i + 3] == 0
                    && answer[i + 4] == 12) {
                answer[i + 8] ^= 1;
            }
        }
        return answer;
    }
}
