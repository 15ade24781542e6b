// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import javax.sql.DataSource;
import org.election4j.postgres.PostgresFence;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.CandidateFactory;
import org.election4j.testkit.InMemoryLeaseStore;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
    LeaseStore leaseStore(ObjectProvider<StoreOption> options, ElectionProperties properties) {
        return new StoreChoice(options.orderedStream().toList(), properties.store()).make();
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
