// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.sql.DataSource;
import org.election4j.postgres.PostgresFence;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.ElectionConfigurationException;
import org.election4j.testkit.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;

class StoreChoiceTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(LeaseStoreAutoConfiguration.class, ElectionAutoConfiguration.class))
            .withPropertyValues("election.elections=billing", "election.auto-start=false");

    private static void refuses(ApplicationContextRunner runner, String... words) {
        runner.run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .rootCause()
                    .isInstanceOfSatisfying(
                            ElectionConfigurationException.class,
                            failure -> assertThat(failure.getMessage() + " " + failure.action())
                                    .contains(words));
        });
    }

    @Test
    void a_data_source_means_postgres() {
        runner.withBean(DataSource.class, PGSimpleDataSource::new).run(context -> {
            assertThat(context.getBean(LeaseStore.class).describe()).containsIgnoringCase("postgres");
            assertThat(context).hasSingleBean(PostgresFence.class);
        });
    }

    @Test
    void no_client_is_an_error_that_says_what_to_add() {
        refuses(runner, "no client for the store", "postgres", "Add a DataSource");
    }

    @Test
    void no_store_on_the_class_path_is_an_error_that_says_what_to_add() {
        refuses(
                runner.withClassLoader(new FilteredClassLoader("org.election4j.postgres", "org.election4j.testkit")),
                "There is no store",
                "org.election4j:election-postgres",
                "election.enabled=false");
    }

    @Test
    void a_store_that_is_asked_for_and_not_there_is_an_error_that_names_the_dependency() {
        refuses(
                runner.withPropertyValues("election.store=postgres")
                        .withClassLoader(new FilteredClassLoader("org.election4j.postgres")),
                "election.store is postgres",
                "Add the dependency org.election4j:election-postgres");
        refuses(runner.withPropertyValues("election.store=postgres"), "no bean of type javax.sql.DataSource");
    }

    /** What a second store does to the choice, whichever it is. */
    static class SecondStore {
        @Bean
        StoreOption second() {
            return new StoreOption() {
                @Override
                public StoreType type() {
                    return StoreType.MEMORY;
                }

                @Override
                public List<String> clients() {
                    return List.of("otherClient");
                }

                @Override
                public LeaseStore create() {
                    return InMemoryLeaseStore.builder().build();
                }
            };
        }
    }

    @Test
    void two_stores_are_an_error_that_lists_the_choices() {
        ApplicationContextRunner two = runner.withUserConfiguration(SecondStore.class)
                .withBean("dataSource", DataSource.class, PGSimpleDataSource::new);
        refuses(
                two,
                "Several stores",
                "postgres (beans [dataSource])",
                "memory (beans [otherClient])",
                "election.store=postgres or election.store=memory");
        two.withPropertyValues("election.store=postgres")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void two_data_sources_are_an_error_until_one_is_chosen() {
        ApplicationContextRunner two = runner.withBean("orders", DataSource.class, PGSimpleDataSource::new)
                .withBean("archive", DataSource.class, PGSimpleDataSource::new);
        refuses(two, "several beans of type DataSource", "[orders, archive]", "election.client-bean");
        two.withPropertyValues("election.client-bean=orders")
                .run(context -> assertThat(context).hasNotFailed());
        refuses(two.withPropertyValues("election.client-bean=ordres"), "'ordres'", "[orders, archive]");
    }

    @Test
    void a_primary_data_source_is_chosen() {
        runner.withBean("orders", DataSource.class, PGSimpleDataSource::new, definition -> definition.setPrimary(true))
                .withBean("archive", DataSource.class, PGSimpleDataSource::new)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void connections_of_its_own_need_no_data_source() {
        runner.withPropertyValues(
                        "election.postgres.url=jdbc:postgresql://localhost:1/db",
                        "election.postgres.username=app",
                        "election.postgres.password=s3cr3t")
                .run(context -> {
                    assertThat(context.getBean(LeaseStore.class).describe())
                            .contains("localhost:1")
                            .doesNotContain("s3cr3t");
                    assertThat(context.getBean(ElectionProperties.class).toString())
                            .doesNotContain("s3cr3t");
                });
    }

    @Test
    void a_store_of_the_application_wins() {
        InMemoryLeaseStore own = InMemoryLeaseStore.builder().build();
        runner.withBean("own", LeaseStore.class, () -> own)
                .withBean(DataSource.class, PGSimpleDataSource::new)
                .run(context -> assertThat(context.getBean(LeaseStore.class)).isSameAs(own));
    }

    @Test
    void memory_is_taken_only_when_asked_for() {
        runner.withPropertyValues("election.store=memory")
                .run(context -> assertThat(context.getBean(LeaseStore.class)).isInstanceOf(InMemoryLeaseStore.class));
    }

    @Test
    void switched_off_there_is_nothing() {
        runner.withPropertyValues("election.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(LeaseStore.class)
                        .doesNotHaveBean(ElectionProperties.class));
    }

    @Test
    void the_store_is_made_with_the_properties() {
        runner.withBean(DataSource.class, PGSimpleDataSource::new)
                .withPropertyValues(
                        "election.postgres.schema=app",
                        "election.postgres.table-prefix=leader",
                        "election.postgres.create-tables=false")
                .run(context -> assertThat(context.getBean(LeaseStore.class))
                        .isInstanceOfSatisfying(
                                PostgresLeaseStore.class,
                                store -> assertThat(store.describe()).contains("app", "leader")));
    }
}
