// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.Map;
import org.election4j.spring.ElectionConfigurationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

@ExtendWith(OutputCaptureExtension.class)
@Isolated("listens to what the whole JVM logs")
class ElectionPropertyCheckTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(ElectionPropertyCheck.class);
    private final StandardEnvironment environment = new StandardEnvironment();

    /** Applications of other tests may have switched our loggers off; levels outlive them. */
    @BeforeEach
    void listen() {
        logger.setLevel(Level.WARN);
    }

    @AfterEach
    void restore() {
        logger.setLevel(null);
    }

    private void file(Map<String, Object> properties) {
        environment
                .getPropertySources()
                .addFirst(new OriginTrackedMapPropertySource("application.properties", properties));
    }

    /** Applications of other tests in this JVM have set levels of their own. */
    private void check() {
        Logger logger = (Logger) LoggerFactory.getLogger(ElectionPropertyCheck.class);
        logger.setLevel(Level.WARN);
        try {
            new ElectionPropertyCheck(environment).postProcessBeanFactory(new DefaultListableBeanFactory());
        } finally {
            logger.setLevel(null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"election.lease", "election.close-limit", "election.timing.renew-interval"})
    void a_duration_without_a_unit_is_refused_with_what_to_write(String name) {
        file(Map.of(name, "10"));
        assertThatThrownBy(this::check)
                .isInstanceOf(ElectionConfigurationException.class)
                .hasMessageContaining(name + " is 10")
                .satisfies(e -> assertThat(((ElectionConfigurationException) e).action())
                        .contains("10s"));
    }

    @Test
    void names_that_mean_nothing_are_named(CapturedOutput output) {
        file(Map.of("election.leese", "10s", "election.postgres.urll", "jdbc:postgresql:x", "election.lease", "10s"));
        check();
        assertThat(output)
                .contains("election.leese", "election.postgres.urll", "application.properties")
                .doesNotContain("jdbc:postgresql");
    }

    @Test
    void names_that_are_known_are_not(CapturedOutput output) {
        file(Map.of(
                "election.elections", "billing",
                "election.elections[0].name", "billing",
                "election.elections[0].drain-limit", "5s",
                "election.maxLease", "20s",
                "election.redis.namespace", "x",
                "electionday", "tuesday"));
        check();
        assertThat(output).doesNotContain("means nothing");
    }

    @Test
    void variables_of_the_environment_are_left_alone(CapturedOutput output) {
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("environment", Map.of("ELECTION_RESULT", "x")));
        check();
        assertThat(output).doesNotContain("means nothing");
    }
}
