// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import org.election4j.spring.Elections;
import org.election4j.spring.Ticks;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The endpoints and the health of elections, where Spring Boot Actuator is on the class path. */
@AutoConfiguration(after = ElectionAutoConfiguration.class)
@ConditionalOnClass(
        name = "org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint")
@ConditionalOnBean(Elections.class)
@Import({Boot3Health.class, Boot4Health.class})
public class ElectionActuatorAutoConfiguration {

    /** Made by Spring. */
    public ElectionActuatorAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnAvailableEndpoint(ElectionsEndpoint.class)
    static class OfElections {

        @Bean
        LossJournal electionLossJournal() {
            return new LossJournal();
        }

        @Bean
        @ConditionalOnMissingBean
        ElectionsEndpoint electionsEndpoint(Elections elections, LossJournal journal) {
            return new ElectionsEndpoint(elections, journal);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnAvailableEndpoint(LeaderEndpoint.class)
    static class OfLeader {

        @Bean
        @ConditionalOnMissingBean
        LeaderEndpoint leaderEndpoint(Elections elections) {
            return new LeaderEndpoint(elections);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnAvailableEndpoint(TicksEndpoint.class)
    static class OfTicks {

        @Bean
        @ConditionalOnMissingBean
        TicksEndpoint ticksEndpoint(Ticks ticks) {
            return new TicksEndpoint(ticks);
        }
    }
}
