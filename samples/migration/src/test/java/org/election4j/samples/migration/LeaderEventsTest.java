// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.election4j.LossReason;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.election4j.spring.test.TestElections;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.event.AbstractLeaderEvent;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.integration.support.SmartLifecycleRoleController;

/** Listeners of Spring Integration's leader events, and its roles, on elections of ours. */
class LeaderEventsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ElectionAutoConfiguration.class))
            .withUserConfiguration(Scripted.class)
            .withBean(Listener.class)
            .withPropertyValues("election.elections=billing,reports");

    @AutoConfigureTestElections
    static class Scripted {}

    /** As somebody wrote it for a {@code LockRegistryLeaderInitiator}. */
    static class Listener {
        final List<AbstractLeaderEvent> events = new CopyOnWriteArrayList<>();

        @EventListener
        void on(OnGrantedEvent event) {
            assertThat(event.getContext().isLeader()).isTrue();
            events.add(event);
        }

        @EventListener
        void on(OnRevokedEvent event) {
            assertThat(event.getContext().isLeader()).isFalse();
            events.add(event);
        }
    }

    static class Poller implements SmartLifecycle {
        private volatile boolean running;

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
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

    @Test
    void listeners_hear_of_leaderships_and_can_give_them_up() {
        runner.withPropertyValues("election.integration-events=true").run(context -> {
            Listener listener = context.getBean(Listener.class);
            TestElections elections = context.getBean(TestElections.class);
            elections.grant("billing");
            assertThat(listener.events).singleElement().isInstanceOfSatisfying(OnGrantedEvent.class, event -> {
                assertThat(event.getRole()).isEqualTo("billing");
                assertThat(event.getContext().getRole()).isEqualTo("billing");
            });
            Context granted = listener.events.get(0).getContext();
            granted.yield();
            assertThat(listener.events).hasSize(2).last().isInstanceOf(OnRevokedEvent.class);
            elections.grant("reports");
            elections.take("reports", LossReason.SESSION_REVOKED);
            assertThat(listener.events).extracting(AbstractLeaderEvent::getRole).endsWith("reports", "reports");
        });
    }

    @Test
    void endpoints_with_a_role_start_and_stop_with_the_election_of_that_name() {
        runner.withPropertyValues("election.integration-events=true")
                .withBean(SmartLifecycleRoleController.class, () -> new SmartLifecycleRoleController())
                .run(context -> {
                    Poller poller = new Poller();
                    context.getBean(SmartLifecycleRoleController.class).addLifecycleToRole("billing", poller);
                    context.getBean(TestElections.class).grant("billing");
                    assertThat(poller.isRunning()).isTrue();
                    context.getBean(TestElections.class).take("billing", LossReason.SESSION_REVOKED);
                    assertThat(poller.isRunning()).isFalse();
                });
    }

    @Test
    void nothing_is_published_unless_somebody_wants_it() {
        runner.run(context -> {
            context.getBean(TestElections.class).grant("billing");
            assertThat(context.getBean(Listener.class).events).isEmpty();
        });
    }
}
