// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import org.election4j.Leadership;
import org.election4j.spring.ElectionConfigurationException;
import org.election4j.spring.OnLeader;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** An annotation that would guard nothing keeps the application from starting, and says what to change. */
class OnLeaderRulesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ElectionAutoConfiguration.class))
            .withUserConfiguration(Scripted.class)
            .withPropertyValues("election.elections=billing,reports");

    @AutoConfigureTestElections
    static class Scripted {}

    private static void refuses(ApplicationContextRunner runner, String... words) {
        runner.run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            while (!(failure instanceof ElectionConfigurationException) && failure.getCause() != null) {
                failure = failure.getCause();
            }
            assertThat(failure).isInstanceOf(ElectionConfigurationException.class);
            assertThat(failure.getMessage() + " " + ((ElectionConfigurationException) failure).action())
                    .contains(words);
        });
    }

    static class PrivateMethod {
        @OnLeader("billing")
        @SuppressWarnings("unused")
        private void run() {}
    }

    @Test
    void a_private_method_is_refused() {
        refuses(
                runner.withBean(PrivateMethod.class),
                "@OnLeader on " + PrivateMethod.class.getName() + ".run() cannot work",
                "private",
                "Make it public");
    }

    static class StaticMethod {
        @OnLeader("billing")
        public static void run() {}
    }

    @Test
    void a_static_method_is_refused() {
        refuses(runner.withBean(StaticMethod.class), "static");
    }

    static class FinalMethod {
        @OnLeader("billing")
        public final void run() {}
    }

    @Test
    void a_final_method_is_refused() {
        refuses(runner.withBean(FinalMethod.class), "final", "Remove final");
    }

    static final class FinalClass {
        @OnLeader("billing")
        public void run() {}
    }

    @Test
    void a_final_class_is_refused() {
        refuses(runner.withBean(FinalClass.class), "no proxy can be made of its class", "not final");
    }

    static class NotOnTheInterface implements Comparable<NotOnTheInterface> {
        @OnLeader("billing")
        public void run() {}

        @Override
        public int compareTo(NotOnTheInterface other) {
            return 0;
        }
    }

    @Test
    void a_method_that_a_jdk_proxy_does_not_have_is_refused() {
        refuses(
                runner.withBean(NotOnTheInterface.class).withPropertyValues("spring.aop.proxy-target-class=false"),
                "JDK proxy",
                "spring.aop.proxy-target-class=true");
    }

    static class ReturnsNumber {
        @OnLeader("billing")
        public int run() {
            return 1;
        }
    }

    static class ReturnsFuture {
        @OnLeader("billing")
        public Future<String> run() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void a_result_that_cannot_say_not_the_leader_is_refused() {
        refuses(runner.withBean(ReturnsNumber.class), "returns int", "Return void or an Optional");
        refuses(runner.withBean(ReturnsFuture.class), "returns Future");
    }

    @EnableScheduling
    static class ScheduledWithParameter {
        @Scheduled(fixedDelay = 1000)
        @OnLeader("billing")
        public void run(Leadership leadership) {}
    }

    @Test
    void a_scheduled_method_with_a_parameter_is_refused_before_spring_refuses_it() {
        refuses(
                runner.withBean(ScheduledWithParameter.class),
                "@Scheduled method with parameters",
                "CurrentLeadership");
    }

    static class TwoLeaderships {
        @OnLeader("billing")
        public void run(Leadership one, Leadership two) {}
    }

    @Test
    void two_leaderships_are_refused() {
        refuses(runner.withBean(TwoLeaderships.class), "more than one");
    }

    static class UnknownElection {
        @OnLeader("biling")
        public void run() {}
    }

    @Test
    void an_unknown_election_is_refused_and_the_known_ones_are_listed() {
        refuses(runner.withBean(UnknownElection.class), "no election 'biling'", "[billing, reports]");
    }

    @Test
    void without_any_election_it_is_said_how_to_declare_one() {
        refuses(
                runner.withBean(UnknownElection.class).withPropertyValues("election.elections="),
                "Declare the election: election.elections=biling");
    }

    static class UnresolvedPlaceholder {
        @OnLeader("${no.such.property}")
        public void run() {}
    }

    static class EmptyPlaceholder {
        @OnLeader("${no.such.property:}")
        public void run() {}
    }

    @Test
    void a_placeholder_that_does_not_resolve_is_refused() {
        refuses(runner.withBean(UnresolvedPlaceholder.class), "no.such.property", "cannot be resolved");
        refuses(runner.withBean(EmptyPlaceholder.class), "resolves to nothing");
    }

    @OnLeader
    static class NamesNothing {
        public void run() {}
    }

    @Test
    void a_type_that_resolves_to_no_election_is_refused() {
        refuses(runner.withBean(NamesNothing.class), "names no election, and there are several: [billing, reports]");
    }

    static class LazyBean {
        @Bean
        @Lazy
        UnknownElection lazy() {
            return new UnknownElection();
        }
    }

    @Test
    void beans_that_are_made_later_are_looked_at_as_well() {
        refuses(runner.withUserConfiguration(LazyBean.class), "biling");
        refuses(
                runner.withBean(
                        PrivateMethod.class,
                        PrivateMethod::new,
                        definition -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE)),
                "private");
    }

    static class Early {
        @OnLeader("billing")
        public void run() {}
    }

    static class EarlyPostProcessor implements BeanPostProcessor, PriorityOrdered {
        @Override
        public int getOrder() {
            return 0;
        }
    }

    static class TooEarly {
        @Bean
        static Early early() {
            return new Early();
        }

        @Bean
        static EarlyPostProcessor needsIt(Early early) {
            return new EarlyPostProcessor();
        }
    }

    @Test
    void a_bean_that_was_made_before_proxies_could_be_is_refused() {
        refuses(runner.withUserConfiguration(TooEarly.class), "created before proxies could be made");
    }
}
