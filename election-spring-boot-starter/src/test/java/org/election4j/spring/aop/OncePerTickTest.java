// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.election4j.jobs.JobEvent;
import org.election4j.jobs.JobListener;
import org.election4j.spring.CurrentLeadership;
import org.election4j.spring.CurrentTick;
import org.election4j.spring.OncePerTick;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.election4j.spring.test.TestElections;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.test.util.AopTestUtils;

/** In one application, with a leader as the test says and real time. */
class OncePerTickTest {

    /** Much more than a few ticks take, on a machine that does other things as well. */
    private static final Duration LONG = Duration.ofSeconds(40);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ElectionAutoConfiguration.class))
            .withUserConfiguration(Scripted.class)
            .withPropertyValues("election.elections=billing");

    @AutoConfigureTestElections
    @EnableScheduling
    static class Scripted {}

    static class Billing {
        final List<String> ran = new CopyOnWriteArrayList<>();
        final List<Instant> ticks = new CopyOnWriteArrayList<>();
        private final CurrentTick tick;
        private final CurrentLeadership leadership;

        Billing(CurrentTick tick, CurrentLeadership leadership) {
            this.tick = tick;
            this.leadership = leadership;
        }

        @Scheduled(fixedRate = 100)
        @OncePerTick("billing")
        void bill() {
            ticks.add(tick.get().tick());
            ran.add("term " + leadership.get().term() + " " + MDC.get("election") + " " + MDC.get("term"));
            throw new IllegalStateException("a tick that fails ends nothing");
        }
    }

    @Test
    void each_tick_runs_once_on_the_leader_with_what_it_has_to_know() {
        runner.withBean(Billing.class).run(context -> {
            assertThat(context).hasNotFailed();
            Billing billing = AopTestUtils.getTargetObject(context.getBean(Billing.class));
            long term = context.getBean(TestElections.class).grant().term();
            await().atMost(LONG).until(() -> billing.ticks.size() >= 3);
            assertThat(billing.ran).containsOnly("term " + term + " billing " + term);
            // Spring's scheduler has called as often, and its calls have run nothing.
            assertThat(billing.ticks)
                    .doesNotHaveDuplicates()
                    .isSorted()
                    .allSatisfy(each -> assertThat(each.toEpochMilli() % 100).isZero());
            assertThat(context.getBean(CurrentTick.class).find()).isEmpty();
        });
    }

    static class Rare {
        final List<String> ran = new CopyOnWriteArrayList<>();

        @Scheduled(cron = "0 0 0 1 1 *", zone = "UTC")
        @OncePerTick
        void run() {
            ran.add("ran");
        }
    }

    @Test
    void a_call_without_a_tick_does_nothing() {
        runner.withBean(Rare.class).run(context -> {
            context.getBean(TestElections.class).grant();
            Rare rare = context.getBean(Rare.class);
            rare.run();
            assertThat(((Rare) AopTestUtils.getTargetObject(rare)).ran).isEmpty();
        });
    }

    static class Endless {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);

        @Scheduled(fixedRate = 100)
        @OncePerTick
        void run() throws InterruptedException {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        }
    }

    @Test
    void the_end_of_the_application_interrupts_a_tick() {
        Endless[] job = new Endless[1];
        runner.withBean(Endless.class).run(context -> {
            job[0] = AopTestUtils.getTargetObject(context.getBean(Endless.class));
            context.getBean(TestElections.class).grant();
            await().atMost(LONG).until(() -> job[0].entered.getCount() == 0);
        });
        await().atMost(LONG).until(() -> job[0].interrupted.getCount() == 0);
    }

    static class Heard implements JobListener {
        final List<JobEvent> events = new CopyOnWriteArrayList<>();

        @Override
        public void onEvent(JobEvent event) {
            events.add(event);
        }
    }

    @Test
    void listeners_hear_of_ticks_that_fail() {
        runner.withBean(Billing.class).withBean(Heard.class).run(context -> {
            context.getBean(TestElections.class).grant();
            Heard heard = context.getBean(Heard.class);
            await().atMost(LONG).until(() -> heard.events.stream().anyMatch(JobEvent.Failed.class::isInstance));
        });
    }

    @Test
    void without_enable_scheduling_no_tick_runs_and_the_start_says_so() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ElectionAutoConfiguration.class))
                .withUserConfiguration(Unscheduled.class)
                .withPropertyValues("election.elections=billing")
                .withBean(Billing.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean(TestElections.class).grant();
                    assertThat(context.getBean(OncePerTickJobs.class).isRunning())
                            .isFalse();
                });
    }

    @AutoConfigureTestElections
    static class Unscheduled {}

    static class Hanging {
        final CountDownLatch interrupted = new CountDownLatch(1);

        @Scheduled(fixedRate = 100)
        @OncePerTick(value = "billing", runLimit = "200ms")
        void hang() throws InterruptedException {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        }
    }

    @Test
    void a_tick_that_takes_longer_than_its_limit_is_interrupted() {
        runner.withBean(Hanging.class).run(context -> {
            Hanging hanging = AopTestUtils.getTargetObject(context.getBean(Hanging.class));
            context.getBean(TestElections.class).grant();
            assertThat(hanging.interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        });
    }

    /** What was observed: name, outcome, and the keys. */
    static class Observed implements ObservationHandler<Observation.Context> {
        final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void onStop(Observation.Context context) {
            seen.add(context.getName() + " " + context.getAllKeyValues());
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @Test
    void a_run_is_observed_as_spring_observes_its_own_scheduler() {
        Observed observed = new Observed();
        runner.withBean(Billing.class)
                .withBean(ObservationRegistry.class, () -> {
                    ObservationRegistry registry = ObservationRegistry.create();
                    registry.observationConfig().observationHandler(observed);
                    return registry;
                })
                .run(context -> {
                    context.getBean(TestElections.class).grant();
                    await().atMost(LONG).until(() -> !observed.seen.isEmpty());
                    assertThat(observed.seen.get(0))
                            .startsWith("tasks.scheduled.execution")
                            .contains("code.function", "bill", "IllegalStateException", "ERROR", "election.job");
                });
    }
}
