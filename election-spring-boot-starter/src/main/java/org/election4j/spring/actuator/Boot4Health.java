// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import org.election4j.spring.Elections;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health in Spring Boot 4. {@link Boot3Health} is the same with the types of Boot 3. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
class Boot4Health {

    @Bean
    @ConditionalOnMissingBean(name = "electionHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("election")
    HealthIndicator electionHealthIndicator(Elections elections) {
        return () -> {
            ElectionHealth health = ElectionHealth.of(elections);
            return Health.status(health.state().name())
                    .withDetails(health.details())
                    .build();
        };
    }
}
