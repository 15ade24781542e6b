// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
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
            MeterRegistry registry, ObjectProvider<Elections> elections, ElectionProperties properties) {
        Duration renew = orShareOfLease(properties.timing().renewInterval(), properties, 5);
        return new HeartbeatSampler(registry, elections::getObject, renew.multipliedBy(5), margin(properties, renew));
    }

    /** From the time at which a heartbeat is due until the leader has to stop. */
    static Duration margin(ElectionProperties properties, Duration renew) {
        Duration stopMargin = orShareOfLease(properties.timing().stopMargin(), properties, 5);
        return properties.lease().multipliedBy(4).dividedBy(5).minus(stopMargin).minus(renew);
    }

    private static Duration orShareOfLease(@Nullable Duration value, ElectionProperties properties, int part) {
        return value == null ? properties.lease().dividedBy(part) : value;
    }
}
