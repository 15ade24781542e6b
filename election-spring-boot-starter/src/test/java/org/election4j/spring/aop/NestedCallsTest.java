// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.jobs.Jobs;
import org.election4j.spring.ElectionDefinition;
import org.election4j.spring.Elections;
import org.election4j.spring.OnLeader;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.spring.autoconfigure.LeaseStoreAutoConfiguration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Leader work, jobs and guarded methods inside each other: the stop signal ends all of them, on the real engine. */
@Timeout(60)
class NestedCallsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(LeaseStoreAutoConfiguration.class, ElectionAutoConfiguration.class))
            .withPropertyValues("election.store=memory", "election.lease=2s")
            .withBean(
                    ElectionDefinition.class,
                    () -> ElectionDefinition.named("billing").onLeader(leadership -> work()))
            .withBean(Guarded.class);

    private final BlockingQueue<Runnable> forLeaderWork = new LinkedBlockingQueue<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final CountDownLatch inside = new CountDownLatch(1);

    private void work() throws InterruptedException {
        forLeaderWork.take().run();
    }

    static class Guarded {
        @OnLeader("billing")
        public void call(Runnable body) {
            body.run();
        }
    }

    private Runnable in(String way, ApplicationContext context, Runnable body) {
        LeaderElector elector = context.getBean(Elections.class).elector("billing");
        return switch (way) {
            case "work" -> () -> forLeaderWork.add(body);
            case "job" -> Jobs.builder(elector).build().runnable("job", body);
            case "method" -> () -> context.getBean(Guarded.class).call(body);
            case "task" ->
                () -> elector.runIfLeader(leadership -> {
                    body.run();
                    return true;
                });
            default -> throw new IllegalArgumentException(way);
        };
    }

    /** Takes the interrupt for its own, as much code does. */
    private void waitForInterrupt(String who) {
        inside.countDown();
        try {
            if (!new CountDownLatch(1).await(20, TimeUnit.SECONDS)) {
                ends.add(who + " was forgotten");
            }
        } catch (InterruptedException e) {
            ends.add(who + " was interrupted");
        }
    }

    @ParameterizedTest(name = "{1} inside {0}")
    @CsvSource({
        "work, job",
        "work, method",
        "work, task",
        "job, job",
        "job, method",
        "job, task",
        "method, job",
        "method, method",
        "method, task"
    })
    void the_stop_signal_ends_what_is_inside_and_what_is_around_it(String outer, String inner) {
        runner.run(context -> {
            LeaderElector elector = context.getBean(Elections.class).elector("billing");
            await().until(elector::isLeader);
            Runnable nested = in(inner, context, () -> waitForInterrupt("inner"));
            Runnable all = in(outer, context, () -> {
                nested.run();
                waitForInterrupt("outer");
            });
            Thread thread = new Thread(all, "caller");
            thread.start();
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            elector.resign();
            await().until(() -> ends.size() == 2);
            assertThat(ends).containsExactly("inner was interrupted", "outer was interrupted");
            await().untilAsserted(() -> assertThat(elector.status().state())
                    .isNotIn(
                            ElectorStatus.State.LEADING,
                            ElectorStatus.State.DRAINING,
                            ElectorStatus.State.RELEASING,
                            ElectorStatus.State.OVERRUN));
        });
    }
}
