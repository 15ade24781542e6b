// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.election4j.spring.CurrentTick;
import org.election4j.spring.Elections;
import org.election4j.spring.OncePerTick;
import org.election4j.spring.TestServer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Two whole applications and one schedule, on a real server. */
class TicksOnPostgresTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    /** Much more than any step takes, on a machine that does other things as well. */
    private static final Duration LONG = LEASE.multipliedBy(20);

    /** What all applications of the test have run, in order. */
    private static final List<Run> RUNS = new CopyOnWriteArrayList<>();

    private record Run(String application, Instant tick, long term) {}

    private final String tables = TestServer.freshTables();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableScheduling
    static class Billing {
        @Bean
        Job job(CurrentTick tick, ElectionProperties properties) {
            return new Job(tick, String.valueOf(properties.id()));
        }
    }

    static class Job {
        private final CurrentTick tick;
        private final String application;

        Job(CurrentTick tick, String application) {
            this.tick = tick;
            this.application = application;
        }

        @Scheduled(cron = "* * * * * *")
        @OncePerTick("billing")
        void bill() {
            RUNS.add(new Run(
                    application, tick.get().tick(), tick.get().leadership().term()));
        }
    }

    private ConfigurableApplicationContext start(String id) {
        return new SpringApplicationBuilder(Billing.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(
                        "spring.main.banner-mode=off",
                        "logging.level.root=error",
                        "logging.level.org.election4j=off",
                        "spring.datasource.url=" + TestServer.url(TestServer.port()),
                        "spring.datasource.username=" + TestServer.USER,
                        "election.id=" + id,
                        "election.elections=billing",
                        "election.store=postgres",
                        "election.lease=" + LEASE.toMillis() + "ms",
                        "election.postgres.table-prefix=" + tables)
                .run();
    }

    private static long runsOf(String application) {
        return RUNS.stream()
                .filter(run -> run.application().equals(application))
                .count();
    }

    @Test
    void each_tick_runs_in_one_application_and_the_other_goes_on() {
        try (ConfigurableApplicationContext first = start("first")) {
            await().atMost(LONG).until(() -> runsOf("first") >= 2);
            try (ConfigurableApplicationContext second = start("second")) {
                assertThat(second.getBean(Elections.class).elector("billing").isLeader())
                        .isFalse();
                first.close();
                await().atMost(LONG).until(() -> runsOf("second") >= 2);
            }
        }
        // The table of ticks was created as the others were; and whoever led, no tick came twice, and none out of
        // order.
        assertThat(RUNS).extracting(Run::tick).doesNotHaveDuplicates().isSorted();
        assertThat(RUNS)
                .allSatisfy(run -> assertThat(run.tick().toEpochMilli() % 1000).isZero());
        assertThat(RUNS).extracting(Run::term).isSorted();
    }
}
