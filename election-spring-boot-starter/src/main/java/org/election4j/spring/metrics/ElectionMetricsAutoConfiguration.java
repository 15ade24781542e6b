// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.StorePace;
import org.election4j.spring.Elections;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.spring.autoconfigure.ElectionProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** The meters of elections, where there is a registry. The names are in {@link ElectionMeters}. */
@AutoConfiguration(
        after = ElectionAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({Elections.class, MeterRegistry.class})
public class ElectionMetricsAutoConfiguration {

    /** Made by Spring. */
    public ElectionMetricsAutoConfiguration() {}

    /** First: what the application's listeners take is no part of what is measured. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    MeteredElections meteredElections(MeterRegistry registry, ObjectProvider<Elections> elections) {
        return new MeteredElections(registry, elections::getObject);
    }

    @Bean
    HeartbeatSampler heartbeatSampler(
            MeterRegistry registry,
            ObjectProvider<Elections> elections,
            ObjectProvider<LeaseStore> store,
            ElectionProperties properties) {
        LeaseStore there = store.getIfUnique();
        StorePace pace = there == null ? StorePace.usual() : there.pace();
        Duration lease = properties.lease() == null ? pace.lease() : properties.lease();
        Duration renew = orFifth(properties.timing().renewInterval(), lease);
        Duration margin = margin(lease, orFifth(properties.timing().stopMargin(), lease), renew);
        return new HeartbeatSampler(registry, elections::getObject, renew.multipliedBy(5), margin);
    }

    /** From the time at which a heartbeat is due until the leader has to stop. */
    private static Duration margin(Duration lease, Duration stopMargin, Duration renew) {
        return lease.multipliedBy(4).dividedBy(5).minus(stopMargin).minus(renew);
    }

    private static Duration orFifth(@Nullable Duration value, Duration lease) {
        return value == null ? lease.dividedBy(5) : value;
    }
}
