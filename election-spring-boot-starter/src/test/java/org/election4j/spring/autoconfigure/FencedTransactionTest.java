// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.spring.Elections;
import org.election4j.spring.FencedTransaction;
import org.election4j.spring.OnLeader;
import org.election4j.spring.TestServer;
import org.election4j.spring.aop.LeaderScopes;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** Transactions that are fenced by an annotation, on a real server. */
class FencedTransactionTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final String tables = TestServer.freshTables();

    static class Invoices {
        private final JdbcTemplate jdbc;
        private final String table;

        Invoices(JdbcTemplate jdbc, String table) {
            this.jdbc = jdbc;
            this.table = table;
        }

        @Transactional
        @FencedTransaction
        public void write(String text) {
            jdbc.update("INSERT INTO " + table + " VALUES (?)", text);
        }

        @FencedTransaction
        public void writeWithoutTransaction() {
            throw new AssertionError("not fenced");
        }
    }

    /** Writes before it calls what is fenced, in the same transaction; and runs on the leader only. */
    static class Billing {
        private final JdbcTemplate jdbc;
        private final Invoices invoices;
        private final String table;

        Billing(JdbcTemplate jdbc, Invoices invoices, String table) {
            this.jdbc = jdbc;
            this.invoices = invoices;
            this.table = table;
        }

        @Transactional
        public void unfencedThenFenced(String text) {
            jdbc.update("INSERT INTO " + table + " VALUES (?)", text);
            invoices.write(text + " fenced");
        }

        @OnLeader("billing")
        public void asLeader(String text) {
            unfencedThenFenced(text);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableTransactionManagement
    static class Application {
        @Bean
        Invoices invoices(JdbcTemplate jdbc, ElectionProperties properties) {
            String table = properties.postgres().tablePrefix() + "_invoice";
            jdbc.execute("CREATE TABLE " + table + " (text text)");
            return new Invoices(jdbc, table);
        }

        @Bean
        Billing billing(JdbcTemplate jdbc, Invoices invoices, ElectionProperties properties) {
            return new Billing(jdbc, invoices, properties.postgres().tablePrefix() + "_invoice");
        }
    }

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(
                        "spring.main.banner-mode=off",
                        "logging.level.root=error",
                        "logging.level.org.election4j=off",
                        "spring.datasource.url=" + TestServer.url(TestServer.port()),
                        "spring.datasource.username=" + TestServer.USER,
                        "election.elections=billing",
                        "election.store=postgres",
                        "election.lease=2s",
                        "election.postgres.table-prefix=" + tables)
                .run();
    }

    @Test
    void a_transaction_of_an_old_term_is_rolled_back_with_all_that_it_wrote() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            LeaderElector elector = context.getBean(Elections.class).elector("billing");
            await().atMost(LONG).until(elector::isLeader);
            Leadership old = elector.leadership().orElseThrow();
            Billing billing = context.getBean(Billing.class);
            billing.asLeader("first");

            elector.resign(Duration.ZERO).toCompletableFuture().get();
            await().atMost(LONG).until(elector::isLeader);
            LeaderScopes.Scope scope = context.getBean(LeaderScopes.class).enter(old, "the past");
            try {
                assertThatThrownBy(() -> billing.unfencedThenFenced("second")).isInstanceOf(StaleTermException.class);
            } finally {
                scope.leave();
            }
            billing.asLeader("third");
            assertThat(context.getBean(JdbcTemplate.class)
                            .queryForList("SELECT text FROM " + tables + "_invoice", String.class))
                    .containsExactly("first", "first fenced", "third", "third fenced");

            Invoices invoices = context.getBean(Invoices.class);
            assertThatThrownBy(() -> invoices.write("nobody's"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("under no leadership");
            LeaderScopes.Scope current = context.getBean(LeaderScopes.class)
                    .enter(elector.leadership().orElseThrow(), "the present");
            try {
                assertThatThrownBy(invoices::writeWithoutTransaction)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("no transaction to fence");
            } finally {
                current.leave();
            }
        }
    }

    @AutoConfigureTestElections
    static class Scripted {}

    static class Fenced {
        @FencedTransaction
        public void run() {}
    }

    @Test
    void an_application_without_a_fence_does_not_start() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ElectionAutoConfiguration.class))
                .withUserConfiguration(Scripted.class)
                .withPropertyValues("election.elections=billing")
                .withBean(Fenced.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("@FencedTransaction on ")
                        .hasStackTraceContaining("there is no bean of type TransactionFence"));
    }
}
