// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.unknown;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A password is in no text that the module makes. */
@Timeout(60)
class CredentialsTest {

    private static final String SECRET = TestServer.PASSWORD;

    @Test
    void descriptions_say_where_and_nothing_secret() {
        try (PostgresLeaseStore store = PostgresLeaseStore.connect(
                "jdbc:postgresql://db-1:5433,db-2/billing?password=" + SECRET + "&sslpassword=" + SECRET,
                "billing",
                SECRET,
                PostgresOptions.builder().schema("leases").build())) {
            assertThat(store.describe()).isEqualTo("postgres table leases.election at db-1:5433,db-2:5432/billing");
            assertThat(store).asString().isEqualTo(store.describe());
        }
    }

    @Test
    void a_malformed_url_is_not_repeated() {
        Throwable thrown = catchThrowable(
                () -> PostgresLeaseStore.connect("jdbc:mysql://db/x?password=" + SECRET, "user", SECRET));
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        assertThat(text(thrown)).doesNotContain(SECRET);
    }

    @Test
    void a_url_with_user_and_password_in_it_is_refused_and_not_repeated() {
        for (String url : List.of(
                "jdbc:postgresql://app:" + SECRET + "@localhost/db",
                "jdbc:postgresql://app:" + SECRET + "@localhost:5432/db",
                "jdbc:postgresql://app:" + SECRET + "@localhost:5432,other:5432/db?password=" + SECRET,
                "jdbc:postgresql://" + SECRET + "@localhost:5432/db",
                "postgresql://app:" + SECRET + "@localhost/db")) {
            Throwable thrown = catchThrowable(() -> PostgresLeaseStore.connect(url, "app", SECRET));
            assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
            assertThat(text(thrown)).doesNotContain(SECRET).contains("without user and password");
        }
    }

    @Test
    void a_database_of_a_strange_name_is_not_shown() {
        try (LeaseStore store =
                PostgresLeaseStore.connect("jdbc:postgresql://db/x%40" + SECRET + "%20y", "app", SECRET)) {
            assertThat(store.describe()).doesNotContain(SECRET).contains("db:5432");
        }
    }

    @Test
    void a_host_that_hides_a_password_in_a_data_source_of_the_users_is_not_shown() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"app:" + SECRET + "@no-such-host.invalid"});
        PostgresLeaseStore store = new PostgresLeaseStore(source);
        Throwable probe = catchThrowable(() -> store.probe(attempt(2_000)));
        assertThat(text(probe)).doesNotContain(SECRET);
        assertThat(store.advice().toString()).doesNotContain(SECRET);
    }

    @Test
    void what_a_server_says_is_one_bounded_line() {
        SQLException loud = new SQLException("a\u2028b\r\nWARN forged \u202e" + "x".repeat(300_000), "08006");
        assertThat(Failures.of(loud).getMessage())
                .startsWith("a b WARN forged x")
                .contains("SQLSTATE 08006")
                .hasSizeLessThan(1_100)
                .doesNotContain("\n", "\r", "\u2028", "\u202e");
    }

    @Test
    void an_unreachable_server_does_not_reveal_it() {
        String url = TestServer.url(1) + "?password=" + SECRET;
        try (LeaseStore store = PostgresLeaseStore.connect(url, "billing", SECRET)) {
            ReadOutcome outcome = store.read(RecordKey.STORE, attempt(1_000));
            assertThat(text(((ReadOutcome.Unknown) outcome).cause())).doesNotContain(SECRET);
            assertThat(text(catchThrowable(() -> store.probe(attempt(1_000))))).doesNotContain(SECRET);
        }
    }

    @Test
    void a_data_source_that_quotes_it_is_not_quoted() {
        PGSimpleDataSource talkative = new PGSimpleDataSource() {
            private static final long serialVersionUID = 1L;

            @Override
            public Connection getConnection() throws SQLException {
                throw new SQLException("no", new SQLException("cannot use jdbc:postgresql://x/y?password=" + SECRET));
            }
        };
        Namespace namespace = Namespace.fresh();
        PostgresLeaseStore store = new PostgresLeaseStore(talkative, namespace.options);
        Throwable cause = unknown(store.compareAndSet(namespace.change(null, namespace.session()), attempt()));
        assertThat(text(cause)).doesNotContain(SECRET).contains("withheld");
        assertThat(text(catchThrowable(() -> store.probe(attempt())))).doesNotContain(SECRET);
    }

    private static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
