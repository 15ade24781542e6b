// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import org.election4j.spring.Elections;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health in Spring Boot 3. {@link Boot4Health} is the same with the types of Boot 4. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
class Boot3Health {

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
