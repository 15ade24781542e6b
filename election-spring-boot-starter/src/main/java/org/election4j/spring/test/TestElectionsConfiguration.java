// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.test;

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

    @Bean
    TestElections testElections(ScriptedElections elections) {
        return new TestElections(elections);
    }
}
