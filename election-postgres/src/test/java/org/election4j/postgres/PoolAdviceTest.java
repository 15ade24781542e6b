// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What is told about the way in which connections are made, before it hurts. */
class PoolAdviceTest {

    private static final Duration LEASE = Duration.ofSeconds(7);

    private final PostgresOptions options =
            PostgresOptions.builder().lease(LEASE).build();

    private List<String> advice(long connectionTimeout, long validationTimeout, String host) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://" + host + ":1/db");
        config.setInitializationFailTimeout(-1);
        config.setMinimumIdle(0);
        config.setPoolName("billing");
        config.setConnectionTimeout(connectionTimeout);
        config.setValidationTimeout(validationTimeout);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            return PoolAdvice.of(new GivenConnections(pool), options);
        }
    }

    @Test
    void a_pool_that_waits_no_longer_than_an_attempt_is_nothing_to_talk_about() {
        assertThat(advice(1_000, 1_000, "127.0.0.1")).isEmpty();
    }

    @Test
    void a_connection_timeout_above_the_attempt_is_told_with_both_numbers() {
        assertThat(advice(1_001, 250, "localhost"))
                .singleElement()
                .asString()
                .contains("billing", "1001 ms", "connectionTimeout", "at most 1000 ms", "7000 ms");
    }

    @Test
    void a_validation_timeout_above_the_attempt_is_told_with_both_numbers() {
        assertThat(advice(1_001, 1_001, "::1")).hasSize(2).anyMatch(line -> line.contains("validationTimeout"));
    }

    @Test
    void a_name_that_is_remembered_for_longer_than_the_lease_is_told() {
        assertThat(advice(1_000, 250, "db.example"))
                .singleElement()
                .asString()
                .contains("db.example", "30 s", "networkaddress.cache.ttl", "7000 ms");
    }

    @Test
    void the_time_for_which_names_are_remembered_is_the_jdks() {
        assertThat(NameCache.seconds(null, null)).isEqualTo(30);
        assertThat(NameCache.seconds("5", "60")).isEqualTo(5);
        assertThat(NameCache.seconds(null, "60")).isEqualTo(60);
        assertThat(NameCache.seconds("-1", null)).isEqualTo(-1);
        assertThat(NameCache.seconds("soon", "3")).isEqualTo(3);
        assertThat(NameCache.advice(List.of("db.example"), Duration.ofSeconds(30)))
                .isEmpty();
    }

    @Test
    void a_slow_heartbeat_is_told_with_the_settings_that_may_cause_it() {
        assertThat(PlannerAdvice.advice(640_000_000, Duration.ofMillis(142), "enable_seqscan = off, jit = on"))
                .contains("640 ms", "142 ms", "enable_seqscan = off", "jit = off");
    }

    @Test
    @Tag("direct-session")
    void a_heartbeat_that_takes_long_on_connections_of_the_users_is_told_with_what_is_unusual_there() {
        Namespace namespace = Namespace.fresh();
        String function = namespace.options.tablePrefix() + "_slow()";
        namespace.execute("CREATE FUNCTION " + function + " RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END $$");
        namespace.execute("CREATE TRIGGER slow BEFORE INSERT OR UPDATE ON {session} EXECUTE FUNCTION " + function);
        PGSimpleDataSource unusual = TestServer.dataSource();
        unusual.setOptions("-c enable_seqscan=off");
        try (PostgresLeaseStore store = new PostgresLeaseStore(unusual, namespace.options);
                PostgresLeaseStore own = PostgresLeaseStore.connect(
                        TestServer.url(), TestServer.USER, TestServer.PASSWORD, namespace.options)) {
            store.probe(Namespace.attempt());
            assertThat(store.advice()).singleElement().asString().contains("heartbeat", "enable_seqscan = off");
            own.probe(Namespace.attempt());
            assertThat(own.advice()).isEmpty();
        }
    }
}
