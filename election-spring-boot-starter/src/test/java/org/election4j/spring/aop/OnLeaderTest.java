// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.spring.CurrentLeadership;
import org.election4j.spring.OnLeader;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.election4j.spring.test.TestElections;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.test.util.AopTestUtils;

class OnLeaderTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ElectionAutoConfiguration.class))
            .withUserConfiguration(Scripted.class)
            .withPropertyValues("election.elections=billing,reports");

    @AutoConfigureTestElections
    static class Scripted {}

    private void with(Class<?> bean, Consumer<ApplicationContext> test) {
        runner.withBean(bean).run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(context);
        });
    }

    // ---- what it does ----------------------------------------------------------------------------------------------

    static class Jobs {
        final List<String> ran = new CopyOnWriteArrayList<>();
        final CountDownLatch entered = new CountDownLatch(1);
        volatile boolean interrupted;

        @OnLeader("billing")
        public void bill() {
            ran.add("bill " + MDC.get("election") + " " + MDC.get("candidate") + " " + MDC.get("term"));
        }

        @OnLeader("billing")
        public void with(String what, Leadership leadership) {
            ran.add(what + " " + leadership.term());
        }

        @OnLeader("reports")
        public Optional<String> report() {
            return Optional.of("done");
        }

        @OnLeader("billing")
        public void fail() {
            throw new IllegalStateException("as it happens");
        }

        @OnLeader("billing")
        public void untilStopped() throws InterruptedException {
            entered.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted = true;
                throw e;
            }
        }

        public String other() {
            return "not guarded";
        }
    }

    @Test
    void a_method_runs_only_while_leading() {
        with(Jobs.class, context -> {
            Jobs jobs = context.getBean(Jobs.class);
            TestElections elections = context.getBean(TestElections.class);
            jobs.bill();
            assertThat(behind(jobs).ran).isEmpty();

            long term = elections.grant("billing").term();
            jobs.bill();
            assertThat(behind(jobs).ran).containsExactly("bill billing scripted " + term);
            assertThat(MDC.get("election")).isNull();

            elections.take("billing");
            jobs.bill();
            assertThat(behind(jobs).ran).hasSize(1);
        });
    }

    @Test
    void each_method_looks_at_its_own_election() {
        with(Jobs.class, context -> {
            Jobs jobs = context.getBean(Jobs.class);
            context.getBean(TestElections.class).grant("billing");
            assertThat(jobs.report()).isEmpty();
            context.getBean(TestElections.class).grant("reports");
            assertThat(jobs.report()).contains("done");
        });
    }

    @Test
    void the_proxy_fills_the_leadership_in() {
        with(Jobs.class, context -> {
            Leadership leadership = context.getBean(TestElections.class).grant("billing");
            Jobs jobs = context.getBean(Jobs.class);
            jobs.with("hello", null);
            assertThat(behind(jobs).ran).containsExactly("hello " + leadership.term());
        });
    }

    @Test
    void an_exception_is_passed_on_and_the_leadership_goes_on() {
        with(Jobs.class, context -> {
            Leadership leadership = context.getBean(TestElections.class).grant("billing");
            assertThatThrownBy(() -> context.getBean(Jobs.class).fail()).hasMessage("as it happens");
            assertThat(leadership.isValid()).isTrue();
        });
    }

    @Test
    void methods_without_the_annotation_are_left_alone() {
        with(
                Jobs.class,
                context -> assertThat(context.getBean(Jobs.class).other()).isEqualTo("not guarded"));
    }

    @Test
    void the_stop_signal_interrupts_the_work_and_only_the_work() {
        with(Jobs.class, context -> {
            Jobs jobs = context.getBean(Jobs.class);
            TestElections elections = context.getBean(TestElections.class);
            elections.grant("billing");
            List<String> ends = new CopyOnWriteArrayList<>();
            Thread worker = new Thread(() -> {
                try {
                    jobs.untilStopped();
                    ends.add("returned, interrupted=" + Thread.currentThread().isInterrupted());
                } catch (Exception e) {
                    ends.add(e.toString());
                }
            });
            worker.start();
            assertThat(get(behind(jobs).entered)).isTrue();
            elections.take("billing", LossReason.RESIGNED);
            await().until(() -> !ends.isEmpty());
            assertThat(behind(jobs).interrupted).isTrue();
            assertThat(ends).containsExactly("returned, interrupted=false");
        });
    }

    /** The object behind the proxy, whose fields are the ones that count. */
    private static <T> T behind(T proxy) {
        return AopTestUtils.getTargetObject(proxy);
    }

    private static boolean get(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @OnLeader
    static class WholeType {
        final AtomicInteger runs = new AtomicInteger();

        public void one() {
            runs.incrementAndGet();
        }

        void notPublic() {
            runs.incrementAndGet();
        }
    }

    @Test
    void on_a_type_it_guards_public_methods_and_the_only_election_need_not_be_named() {
        runner.withPropertyValues("election.elections=billing")
                .withBean(WholeType.class)
                .run(context -> {
                    WholeType bean = context.getBean(WholeType.class);
                    bean.one();
                    assertThat(behind(bean).runs).hasValue(0);
                    context.getBean(TestElections.class).grant();
                    bean.one();
                    assertThat(behind(bean).runs).hasValue(1);
                });
    }

    static class Base {
        int runs;

        public void run() {
            runs++;
        }
    }

    @OnLeader("billing")
    static class OneHeir extends Base {}

    @OnLeader("reports")
    static class OtherHeir extends Base {}

    @Test
    void a_method_that_two_classes_inherit_is_guarded_by_the_election_of_each() {
        runner.withBean(OneHeir.class).withBean(OtherHeir.class).run(context -> {
            OneHeir one = context.getBean(OneHeir.class);
            OtherHeir other = context.getBean(OtherHeir.class);
            context.getBean(TestElections.class).grant("reports");
            one.run();
            other.run();
            assertThat(behind(one).runs).isZero();
            assertThat(behind(other).runs).isEqualTo(1);
        });
    }

    interface Greeter {
        void greet();
    }

    static class PoliteGreeter implements Greeter {
        int greetings;

        @Override
        @OnLeader("${greeter.election}")
        public final void greet() {
            greetings++;
        }
    }

    @Test
    void jdk_proxies_do_as_well_and_names_may_be_placeholders() {
        runner.withPropertyValues("spring.aop.proxy-target-class=false", "greeter.election=reports")
                .withBean("greeter", PoliteGreeter.class)
                .run(context -> {
                    Greeter greeter = context.getBean(Greeter.class);
                    assertThat(AopUtils.isJdkDynamicProxy(greeter)).isTrue();
                    context.getBean(TestElections.class).grant("reports");
                    greeter.greet();
                });
    }

    @EnableScheduling
    static class Ticking {
        final List<Long> terms = new CopyOnWriteArrayList<>();
        private final CurrentLeadership current;

        Ticking(CurrentLeadership current) {
            this.current = current;
        }

        @Scheduled(fixedDelay = 5)
        @OnLeader("billing")
        void tick() {
            terms.add(current.get().term());
        }
    }

    @Test
    void a_scheduled_method_runs_on_the_leader_only_and_can_ask_for_the_leadership() {
        with(Ticking.class, context -> {
            Ticking ticking = context.getBean(Ticking.class);
            long term = context.getBean(TestElections.class).grant("billing").term();
            // It ticks every 5 ms, if the machine has time for it.
            await().until(() -> behind(ticking).terms.size() > 1);
            assertThat(behind(ticking).terms).containsOnly(term);
            assertThatThrownBy(() -> context.getBean(CurrentLeadership.class).get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("@OnLeader");
        });
    }

    @EnableAsync
    static class Asynchronous {
        final List<String> threads = new CopyOnWriteArrayList<>();

        @Async
        @OnLeader("billing")
        public void run() {
            threads.add(Thread.currentThread().getName() + " " + MDC.get("election"));
        }
    }

    @Test
    void an_async_method_is_guarded_in_its_own_thread() {
        with(Asynchronous.class, context -> {
            context.getBean(TestElections.class).grant("billing");
            Asynchronous bean = context.getBean(Asynchronous.class);
            bean.run();
            await().until(() -> !behind(bean).threads.isEmpty());
            assertThat(behind(bean).threads.get(0))
                    .doesNotContain(Thread.currentThread().getName())
                    .endsWith(" billing");
        });
    }

    static class Stubborn {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch mayReturn = new CountDownLatch(1);

        @OnLeader("billing")
        public void run() {
            entered.countDown();
            boolean returned = false;
            while (!returned) {
                try {
                    mayReturn.await();
                    returned = true;
                } catch (InterruptedException e) {
                    // It will not listen.
                }
            }
        }
    }

    @Test
    void a_job_that_ignores_interruption_holds_the_release_up_until_it_returns() {
        with(Stubborn.class, context -> {
            Stubborn bean = context.getBean(Stubborn.class);
            TestElections elections = context.getBean(TestElections.class);
            elections.grant("billing");
            Thread worker = new Thread(bean::run);
            worker.start();
            assertThat(get(behind(bean).entered)).isTrue();
            elections.take("billing", LossReason.RESIGNED);
            assertThatThrownBy(() -> elections.grant("billing")).hasMessageContaining("is not over");
            behind(bean).mayReturn.countDown();
            await().untilAsserted(() -> elections.grant("billing"));
        });
    }
}
