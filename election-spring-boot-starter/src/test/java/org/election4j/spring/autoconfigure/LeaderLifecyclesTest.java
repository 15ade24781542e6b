// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.election4j.LeaderElector;
import org.election4j.spring.Elections;
import org.election4j.spring.StartedWithLeadership;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A container of listeners that runs as long as this process leads, on the real engine. */
@Timeout(60)
class LeaderLifecyclesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(LeaseStoreAutoConfiguration.class, ElectionAutoConfiguration.class))
            .withPropertyValues("election.store=memory", "election.lease=2s", "election.elections=billing");

    static class Container implements SmartLifecycle {
        final List<String> diary = new CopyOnWriteArrayList<>();
        private final LeaderElector elector;
        private volatile boolean running;

        Container(LeaderElector elector) {
            this.elector = elector;
        }

        @Override
        public void start() {
            running = true;
            diary.add("started");
        }

        @Override
        public void stop() {
            diary.add("stopped while " + elector.status().state());
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public boolean isAutoStartup() {
            return false;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Annotated {
        @Bean
        @StartedWithLeadership("billing")
        Container payments(LeaderElector elector) {
            return new Container(elector);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Plain {
        @Bean
        Container payments(LeaderElector elector) {
            return new Container(elector);
        }
    }

    private static void startsAndStops(org.springframework.context.ApplicationContext context) {
        Container container = context.getBean(Container.class);
        LeaderElector elector = context.getBean(Elections.class).elector("billing");
        await().until(container::isRunning);
        elector.resign().toCompletableFuture().join();
        assertThat(container.diary)
                .as("the election is given up after the container has stopped")
                .startsWith("started", "stopped while DRAINING");
    }

    @Test
    void an_annotated_bean_starts_and_stops_with_the_leadership() {
        runner.withUserConfiguration(Annotated.class).run(LeaderLifecyclesTest::startsAndStops);
    }

    @Test
    void a_property_binds_a_bean_of_somebody_else() {
        runner.withUserConfiguration(Plain.class)
                .withPropertyValues("election.lifecycles.payments=billing")
                .run(LeaderLifecyclesTest::startsAndStops);
    }

    @Test
    void what_cannot_be_bound_is_refused() {
        runner.withPropertyValues("election.lifecycles.payments=billing")
                .run(context -> assertThat(context.getStartupFailure()).hasMessageContaining("'payments'"));
        runner.withUserConfiguration(Plain.class)
                .withPropertyValues("election.lifecycles.payments=biling")
                .run(context -> assertThat(context.getStartupFailure()).hasMessageContaining("[billing]"));
    }
}
