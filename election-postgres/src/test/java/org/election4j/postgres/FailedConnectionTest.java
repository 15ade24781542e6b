// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.election4j.postgres.Namespace.attempt;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why a connection cannot be made is in every failure, with its SQL state, on connections of our own and of a pool. */
@Timeout(60)
class FailedConnectionTest {

    private static final String ROLE = "failing_connections";

    private record Login(String url, String user, String password) {}

    @Test
    @Tag("direct-session")
    void an_unknown_role_is_named() {
        assertFails(new Login(TestServer.url(), "nobody_of_this_name", ""), true, "nobody_of_this_name", "28000");
    }

    @Test
    @Tag("direct-session")
    void a_missing_database_is_named() {
        String url = TestServer.url().replaceAll("/postgres$", "/nosuchdatabase");
        assertFails(new Login(url, TestServer.USER, ""), true, "\"nosuchdatabase\" does not exist", "3D000");
    }

    @Test
    @Tag("direct-session")
    void a_wrong_password_is_told() throws IOException {
        role(ROLE, "PASSWORD 'right'");
        Path rules = Path.of(TestServer.ask("SHOW hba_file"));
        String before = Files.readString(rules);
        Files.writeString(rules, "host all " + ROLE + " all scram-sha-256\n" + before);
        TestServer.execute("SELECT pg_reload_conf()");
        try {
            assertFails(new Login(TestServer.url(), ROLE, "wrong"), true, "password authentication failed", "28P01");
        } finally {
            Files.writeString(rules, before);
            TestServer.execute("SELECT pg_reload_conf()");
        }
    }

    @Test
    @Tag("direct-session")
    void a_connection_limit_is_told_and_may_end() {
        role(ROLE + "_limited", "CONNECTION LIMIT 0");
        assertFails(new Login(TestServer.url(), ROLE + "_limited", ""), false, "too many connections", "53300");
    }

    @Test
    void a_refused_connection_is_told() {
        assertFails(new Login(TestServer.url(1), TestServer.USER, ""), false, "Connection refused", "08001");
    }

    @Test
    void an_unknown_host_is_named() {
        Login login = new Login("jdbc:postgresql://no-such-host.invalid/postgres", TestServer.USER, "");
        assertFails(login, false, "UnknownHostException", "no-such-host.invalid");
    }

    @Test
    void a_server_without_tls_is_told() {
        assertFails(
                new Login(TestServer.url() + "?sslmode=require", TestServer.USER, ""),
                true,
                "does not support SSL",
                "08004");
    }

    private static void role(String name, String attributes) {
        TestServer.execute("DROP ROLE IF EXISTS " + name);
        TestServer.execute("CREATE ROLE " + name + " LOGIN " + attributes);
    }

    private static void assertFails(Login login, boolean refused, String... parts) {
        try (LeaseStore own = PostgresLeaseStore.connect(login.url(), login.user(), login.password())) {
            assertTold(own, refused, parts);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(login.url());
        config.setUsername(login.user());
        config.setPassword(login.password());
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(1_000);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            assertTold(new PostgresLeaseStore(pool), refused, parts);
        }
    }

    private static void assertTold(LeaseStore store, boolean refused, String... parts) {
        Throwable probe = catchThrowable(() -> store.probe(attempt()));
        ReadOutcome outcome = store.read(RecordKey.STORE, attempt());
        assertThat(outcome).isInstanceOf(ReadOutcome.Unknown.class);
        for (Throwable told : new Throwable[] {probe, ((ReadOutcome.Unknown) outcome).cause()}) {
            assertThat(told)
                    .isInstanceOf(refused ? AccessRefusedException.class : LeaseStoreException.class)
                    .hasMessageContainingAll(parts);
            assertThat(told.getMessage()).doesNotContain("\n").hasSizeLessThan(1_000);
        }
    }
}
