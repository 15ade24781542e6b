// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Table;
import java.io.IOException;
import java.time.Duration;
import javax.sql.DataSource;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.postgres.PostgresFence;
import org.election4j.spring.CurrentLeadership;
import org.election4j.spring.Elections;
import org.election4j.spring.FencedTransaction;
import org.election4j.spring.OnLeader;
import org.election4j.spring.aop.LeaderScopes;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** Fenced transactions of JPA: by the annotation, and by hand with Hibernate's {@code doWork}. */
class FencedJpaTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startServer() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        postgres.close();
    }

    @Entity
    @Table(name = "invoice")
    static class Invoice {
        @Id
        private String text = "";

        Invoice() {}

        Invoice(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static class Invoices {
        @PersistenceContext
        private EntityManager entities;

        private final PostgresFence fence;
        private final CurrentLeadership current;

        Invoices(PostgresFence fence, CurrentLeadership current) {
            this.fence = fence;
            this.current = current;
        }

        @Transactional
        @FencedTransaction
        public void byAnnotation(String text) {
            entities.persist(new Invoice(text));
        }

        @Transactional
        public void byHand(String text) {
            Leadership leadership = current.get();
            entities.unwrap(Session.class).doWork(connection -> fence.check(connection, leadership));
            entities.persist(new Invoice(text));
        }

        /** Only to show that what was written before is rolled back as well. */
        @Transactional
        public void afterAWrite(String text, Invoices invoices) {
            entities.persist(new Invoice(text));
            entities.flush();
            invoices.byAnnotation(text + ", fenced");
        }
    }

    static class Billing {
        private final Invoices invoices;

        Billing(Invoices invoices) {
            this.invoices = invoices;
        }

        @OnLeader("nightly-billing")
        public void bill(String text) {
            invoices.byAnnotation(text);
            invoices.byHand(text + ", by hand");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableTransactionManagement
    static class Application {

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
            LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
            factory.setDataSource(dataSource);
            factory.setPackagesToScan(FencedJpaTest.class.getPackageName());
            HibernateJpaVendorAdapter hibernate = new HibernateJpaVendorAdapter();
            hibernate.setGenerateDdl(true);
            factory.setJpaVendorAdapter(hibernate);
            return factory;
        }

        @Bean
        JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }

        @Bean
        Invoices invoices(PostgresFence fence, CurrentLeadership current) {
            return new Invoices(fence, current);
        }

        @Bean
        Billing billing(Invoices invoices) {
            return new Billing(invoices);
        }
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--logging.level.root=error",
                        "--logging.level.org.election4j=off",
                        "--election.elections=nightly-billing",
                        "--election.lease=2s",
                        "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"));
    }

    @Test
    void a_jpa_transaction_of_an_old_term_is_rolled_back() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            LeaderElector elector = context.getBean(Elections.class).elector("nightly-billing");
            await().atMost(LONG).until(elector::isLeader);
            Leadership old = elector.leadership().orElseThrow();
            context.getBean(Billing.class).bill("first");

            elector.resign(Duration.ZERO).toCompletableFuture().get();
            await().atMost(LONG).until(elector::isLeader);
            Invoices invoices = context.getBean(Invoices.class);
            LeaderScopes.Scope scope = context.getBean(LeaderScopes.class).enter(old, "the past");
            try {
                assertThatThrownBy(() -> invoices.byAnnotation("second")).isInstanceOf(StaleTermException.class);
                assertThatThrownBy(() -> invoices.byHand("second")).hasStackTraceContaining("StaleTermException");
                assertThatThrownBy(() -> invoices.afterAWrite("second", invoices))
                        .isInstanceOf(StaleTermException.class);
            } finally {
                scope.leave();
            }
            context.getBean(Billing.class).bill("third");
            assertThat(context.getBean(JdbcTemplate.class)
                            .queryForList("SELECT text FROM invoice ORDER BY text", String.class))
                    .containsExactly("first", "first, by hand", "third", "third, by hand");
        }
    }
}
