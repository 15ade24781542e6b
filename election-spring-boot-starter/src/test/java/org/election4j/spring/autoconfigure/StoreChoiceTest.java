// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.sql.DataSource;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.election4j.postgres.PostgresFence;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.redis.RedisLeaseStore;
import org.election4j.s3.S3LeaseStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.ElectionConfigurationException;
import org.election4j.spring.OncePerTick;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.zookeeper.ZooKeeperLeaseStore;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.Scheduled;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class StoreChoiceTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(LeaseStoreAutoConfiguration.class, ElectionAutoConfiguration.class))
            .withPropertyValues("election.elections=billing", "election.auto-start=false");

    private static void refuses(ApplicationContextRunner runner, String... words) {
        runner.run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            while (!(failure instanceof ElectionConfigurationException) && failure.getCause() != null) {
                failure = failure.getCause();
            }
            assertThat(failure).isInstanceOf(ElectionConfigurationException.class);
            assertThat(failure.getMessage() + " " + ((ElectionConfigurationException) failure).action())
                    .contains(words);
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
        refuses(runner, "no client for a store", "postgres", "Add a DataSource");
    }

    @Test
    void no_store_on_the_class_path_is_an_error_that_says_what_to_add() {
        refuses(
                runner.withClassLoader(new FilteredClassLoader(
                        "org.election4j.postgres",
                        "org.election4j.redis",
                        "org.election4j.zookeeper",
                        "org.election4j.s3",
                        "org.election4j.testkit")),
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

    private static CuratorFramework curator() {
        return CuratorFrameworkFactory.newClient("localhost:1", new RetryOneTime(1));
    }

    private static UnifiedJedis jedis() {
        return RedisClient.builder().hostAndPort("localhost", 1).build();
    }

    private static S3Client s3() {
        return S3Client.builder()
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
    }

    @Test
    void a_jedis_client_means_redis() {
        runner.withBean("jedis", UnifiedJedis.class, StoreChoiceTest::jedis)
                .withPropertyValues("election.redis.namespace=leaders")
                .run(context -> assertThat(context.getBean(LeaseStore.class))
                        .isInstanceOfSatisfying(
                                RedisLeaseStore.class,
                                store -> assertThat(store.describe()).contains("leaders")));
    }

    @Test
    void a_curator_client_means_zookeeper() {
        runner.withBean("curator", CuratorFramework.class, StoreChoiceTest::curator)
                .withPropertyValues("election.zookeeper.path=/leaders")
                .run(context -> assertThat(context.getBean(LeaseStore.class))
                        .isInstanceOfSatisfying(
                                ZooKeeperLeaseStore.class,
                                store -> assertThat(store.describe()).contains("/leaders")));
    }

    @Test
    void an_s3_client_means_s3_and_needs_a_bucket() {
        ApplicationContextRunner client = runner.withBean("s3", S3Client.class, StoreChoiceTest::s3);
        client.withPropertyValues("election.s3.bucket=leaders")
                .run(context -> assertThat(context.getBean(LeaseStore.class))
                        .isInstanceOfSatisfying(S3LeaseStore.class, store -> {
                            assertThat(store.describe()).contains("leaders");
                            assertThat(store.pace().lease()).isEqualTo(S3LeaseStore.DEFAULT_LEASE);
                        }));
        refuses(client, "election.s3.bucket is not set", "Set election.s3.bucket");
    }

    @Test
    void clients_of_several_stores_are_an_error_until_one_is_chosen() {
        ApplicationContextRunner all = runner.withBean("dataSource", DataSource.class, PGSimpleDataSource::new)
                .withBean("curator", CuratorFramework.class, StoreChoiceTest::curator)
                .withBean("jedis", UnifiedJedis.class, StoreChoiceTest::jedis);
        refuses(all, "postgres (beans [dataSource])", "zookeeper (beans [curator])", "redis (beans [jedis])");
        all.withPropertyValues("election.store=zookeeper")
                .run(context -> assertThat(context.getBean(LeaseStore.class)).isInstanceOf(ZooKeeperLeaseStore.class));
        // A client without its store is no choice: it is there for something else.
        all.withClassLoader(new FilteredClassLoader("org.election4j.zookeeper", "org.election4j.redis"))
                .run(context ->
                        assertThat(context.getBean(LeaseStore.class).describe()).containsIgnoringCase("postgres"));
    }

    @Test
    void a_store_without_ticks_is_said_to_have_none() {
        refuses(
                runner.withUserConfiguration(SecondStore.class).withBean(Ticking.class),
                "no store for ticks on memory",
                "bean of type org.election4j.spi.TickStore");
    }

    @Test
    void ticks_are_recorded_beside_the_elections() {
        assertTicksOn(
                runner.withBean("jedis", UnifiedJedis.class, StoreChoiceTest::jedis)
                        .withPropertyValues("election.redis.namespace=leaders"),
                "redis namespace leaders at ");
        assertTicksOn(
                runner.withBean("curator", CuratorFramework.class, StoreChoiceTest::curator)
                        .withPropertyValues("election.zookeeper.path=/leaders"),
                "zookeeper znode /leaders/ticks at ");
        assertTicksOn(
                runner.withBean("s3", S3Client.class, StoreChoiceTest::s3)
                        .withPropertyValues("election.s3.bucket=leaders", "election.s3.prefix=app/"),
                "s3 bucket leaders/app/tick/");
        assertTicksOn(
                runner.withBean(DataSource.class, PGSimpleDataSource::new)
                        .withPropertyValues("election.postgres.table-prefix=leaders"),
                "postgres table leaders_tick");
    }

    private static void assertTicksOn(ApplicationContextRunner runner, String place) {
        runner.run(context -> {
            assertThat(context).hasSingleBean(LeaseStore.class);
            assertThat(context.getBean(StoreChoice.class).ticks().describe()).startsWith(place);
        });
    }

    static class Ticking {
        @Scheduled(cron = "0 0 2 * * *")
        @OncePerTick("billing")
        public void run() {}
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
