// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import static org.assertj.core.api.Assertions.assertThat;

import org.election4j.spring.ElectionConfigurationException;
import org.election4j.spring.OnLeader;
import org.election4j.spring.OncePerTick;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.election4j.testkit.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;

/** Where a tick would not be the same everywhere, or would not run once, the application does not start. */
class OncePerTickRulesTest {

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ElectionAutoConfiguration.class))
            .withPropertyValues("election.elections=billing");

    private final ApplicationContextRunner runner = bare.withUserConfiguration(Scripted.class);

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

    static class FixedDelay {
        @Scheduled(fixedDelay = 1000)
        @OncePerTick
        public void run() {}
    }

    static class InitialDelay {
        @Scheduled(fixedRate = 1000, initialDelay = 10)
        @OncePerTick
        public void run() {}
    }

    static class NoSchedule {
        @OncePerTick
        public void run() {}
    }

    static class WrongCron {
        @Scheduled(cron = "61 * * * * *")
        @OncePerTick
        public void run() {}
    }

    static class TooFast {
        @Scheduled(fixedRate = 10)
        @OncePerTick
        public void run() {}
    }

    @Test
    void a_schedule_whose_times_others_do_not_know_is_refused() {
        refuses(
                runner.withBean(FixedDelay.class),
                "@OncePerTick on " + FixedDelay.class.getName() + ".run() cannot work: fixedDelay",
                "Use cron or fixedRate");
        refuses(runner.withBean(InitialDelay.class), "initialDelay", "Remove it");
        refuses(runner.withBean(NoSchedule.class), "no schedule", "Add @Scheduled");
        refuses(runner.withBean(TooFast.class), "fixedRate", "at least PT0.1S", "PT0.01S");
    }

    @Test
    void a_wrong_cron_expression_is_quoted() {
        refuses(runner.withBean(WrongCron.class), "61 * * * * *");
    }

    static class PrivateMethod {
        @Scheduled(fixedRate = 1000)
        @OncePerTick
        @SuppressWarnings("unused")
        private void run() {}
    }

    static class FinalMethod {
        @Scheduled(fixedRate = 1000)
        @OncePerTick
        public final void run() {}
    }

    static class ReturnsNumber {
        @Scheduled(fixedRate = 1000)
        @OncePerTick
        public int run() {
            return 1;
        }
    }

    static class Asynchronous {
        @Async
        @Scheduled(fixedRate = 1000)
        @OncePerTick
        public void run() {}
    }

    static class BothAnnotations {
        @Scheduled(fixedRate = 1000)
        @OnLeader("billing")
        @OncePerTick
        public void run() {}
    }

    @Test
    void a_method_that_the_timer_cannot_run_once_is_refused() {
        refuses(runner.withBean(PrivateMethod.class), "@OncePerTick", "private", "Make it public");
        refuses(runner.withBean(FinalMethod.class), "final", "Remove final");
        refuses(runner.withBean(ReturnsNumber.class), "returns int", "Return void");
        refuses(runner.withBean(Asynchronous.class), "@Async", "Remove @Async");
        refuses(runner.withBean(BothAnnotations.class), "Remove @OnLeader");
    }

    static class Fine {
        @Scheduled(cron = "${billing.cron:0 0 2 * * *}")
        @OncePerTick(job = "bill")
        public void run() {}
    }

    static class SameJob {
        @Scheduled(fixedRate = 1000)
        @OncePerTick(job = "bill")
        public void other() {}
    }

    @Test
    void two_methods_of_one_job_name_are_refused() {
        refuses(runner.withBean(Fine.class).withBean(SameJob.class), "job 'bill' already", "a name of its own");
    }

    @Test
    void a_bean_of_which_there_may_be_many_is_refused() {
        refuses(
                runner.withBean(
                        Fine.class, Fine::new, definition -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE)),
                "not a singleton");
    }

    static class UnknownElection {
        @Scheduled(fixedRate = 1000)
        @OncePerTick("biling")
        public void run() {}
    }

    static class WrongSettings {
        @Scheduled(fixedRate = 1000)
        @OncePerTick(startWithin = "10ms")
        public void run() {}
    }

    static class NotADuration {
        @Scheduled(fixedRate = 1000)
        @OncePerTick(minHold = "soon")
        public void run() {}
    }

    @Test
    void wrong_settings_are_refused_with_their_values() {
        refuses(runner.withBean(UnknownElection.class), "no election 'biling'", "[billing]");
        refuses(runner.withBean(WrongSettings.class), "PT0.01S");
        refuses(runner.withBean(NotADuration.class), "minHold", "soon");
    }

    @Test
    void without_a_store_for_ticks_it_is_said_what_to_define() {
        refuses(
                bare.withBean(
                                InMemoryLeaseStore.class,
                                () -> InMemoryLeaseStore.builder().build())
                        .withBean(Fine.class),
                "no store for ticks",
                "bean of type org.election4j.spi.TickStore");
    }

    @Test
    void a_schedule_can_be_switched_off() {
        runner.withBean(Fine.class)
                .withPropertyValues("billing.cron=-")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
