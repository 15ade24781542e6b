// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.test;

import org.election4j.testkit.InMemoryTickStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Beans that stand in for a candidate and its store. */
@Configuration(proxyBeanMethods = false)
class TestElectionsConfiguration {

    @Bean
    @Primary
    ScriptedElections scriptedElections() {
        return new ScriptedElections();
    }

    /** Ticks of {@code @OncePerTick}; without a fence, since there is no lease store. */
    @Bean
    @Primary
    InMemoryTickStore inMemoryTickStore() {
        return new InMemoryTickStore();
    }

    @Bean
    TestElections testElections(ScriptedElections elections) {
        return new TestElections(elections);
    }
}
