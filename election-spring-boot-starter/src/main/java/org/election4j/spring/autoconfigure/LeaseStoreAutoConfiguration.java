// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import javax.sql.DataSource;
import org.apache.curator.framework.CuratorFramework;
import org.election4j.postgres.PostgresFence;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.redis.RedisLeaseStore;
import org.election4j.redis.RedisOptions;
import org.election4j.s3.S3LeaseStore;
import org.election4j.s3.S3Options;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.CandidateFactory;
import org.election4j.spring.TransactionFence;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.zookeeper.ZooKeeperLeaseStore;
import org.election4j.zookeeper.ZooKeeperOptions;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import redis.clients.jedis.UnifiedJedis;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The {@link LeaseStore}, unless the application has one: chosen by {@code election.store}, or by the one client there is a
 * bean of. No store and no driver is forced on the class path; each has a configuration of its own that is read only where its
 * classes are.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@ConditionalOnProperty(name = "election.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ElectionProperties.class)
public class LeaseStoreAutoConfiguration {

    /** Made by Spring. */
    public LeaseStoreAutoConfiguration() {}

    /** Whoever makes candidates in a way of their own has no need of a store of ours. */
    @Bean
    @ConditionalOnMissingBean({LeaseStore.class, CandidateFactory.class})
    LeaseStore leaseStore(StoreChoice choice) {
        return choice.make();
    }

    @Bean
    StoreChoice storeChoice(ObjectProvider<StoreOption> options, ElectionProperties properties) {
        return new StoreChoice(options.orderedStream().toList(), properties.store());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({PostgresLeaseStore.class, DataSource.class})
    static class Postgres {

        @Bean
        @ConditionalOnMissingBean
        PostgresOptions electionPostgresOptions(ElectionProperties properties) {
            return PostgresOption.options(properties);
        }

        @Bean
        @ConditionalOnMissingBean
        PostgresFence postgresFence(PostgresOptions options) {
            return new PostgresFence(options);
        }

        @Bean
        StoreOption postgresStoreOption(
                ListableBeanFactory beans, ElectionProperties properties, PostgresOptions options) {
            return new PostgresOption(
                    new ClientBeans<>(beans, DataSource.class, properties.clientBean()), properties, options);
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(name = "org.springframework.jdbc.datasource.DataSourceUtils")
        static class Transactions {

            @Bean
            @ConditionalOnMissingBean
            TransactionFence transactionFence(
                    ListableBeanFactory beans, ElectionProperties properties, PostgresFence fence) {
                ClientBeans<DataSource> sources = new ClientBeans<>(beans, DataSource.class, properties.clientBean());
                return new JdbcTransactionFence(() -> sources.pick(StoreType.POSTGRES), fence);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({RedisLeaseStore.class, UnifiedJedis.class})
    @Import({Boot3Redis.class, Boot4Redis.class})
    static class Redis {

        @Bean
        @ConditionalOnMissingBean
        RedisOptions electionRedisOptions(ElectionProperties properties) {
            return RedisOption.options(properties);
        }

        /** Closed after the store that works on it. */
        @Bean
        ElectionRedis electionRedis(
                ListableBeanFactory beans, ElectionProperties properties, ObjectProvider<BootRedis> boot) {
            return new ElectionRedis(
                    new ClientBeans<>(beans, UnifiedJedis.class, properties.clientBean()),
                    () -> boot.stream().flatMap(each -> each.servers().stream()).findFirst());
        }

        @Bean
        StoreOption redisStoreOption(ElectionRedis redis, RedisOptions options) {
            return new RedisOption(redis, options);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ZooKeeperLeaseStore.class, CuratorFramework.class})
    static class ZooKeeper {

        @Bean
        @ConditionalOnMissingBean
        ZooKeeperOptions electionZooKeeperOptions(ElectionProperties properties) {
            return ZooKeeperOption.options(properties);
        }

        @Bean
        StoreOption zooKeeperStoreOption(
                ListableBeanFactory beans, ElectionProperties properties, ZooKeeperOptions options) {
            return new ZooKeeperOption(
                    new ClientBeans<>(beans, CuratorFramework.class, properties.clientBean()), options);
        }
    }

    /** Options without a bucket do not exist, so they are made only where S3 is chosen, unless a bean brings them. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({S3LeaseStore.class, S3Client.class})
    static class S3 {

        @Bean
        StoreOption s3StoreOption(
                ListableBeanFactory beans, ElectionProperties properties, ObjectProvider<S3Options> options) {
            return new S3Option(
                    new ClientBeans<>(beans, S3Client.class, properties.clientBean()),
                    () -> options.getIfAvailable(() -> S3Option.options(properties)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(InMemoryLeaseStore.class)
    static class Memory {

        @Bean
        StoreOption memoryStoreOption(ElectionProperties properties) {
            return new MemoryOption(properties);
        }
    }
}
