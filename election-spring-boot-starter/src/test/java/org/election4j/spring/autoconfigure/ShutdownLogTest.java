// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.election4j.spring.OnLeader;
import org.election4j.spring.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** The excerpt of a log in docs/spring-boot.md; it is written to the build's output as {@code shutdown.log}. */
@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads what the whole JVM prints")
class ShutdownLogTest {

    /** Much more than any step takes, on a machine that does other things as well. */
    private static final Duration LONG = Duration.ofSeconds(40);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableScheduling
    static class Billing {
        @Bean
        Job job() {
            return new Job();
        }
    }

    static class Job {
        private static final Logger LOG = LoggerFactory.getLogger("billing.Job");

        @Scheduled(fixedRate = 20)
        @OnLeader("billing")
        void run() {
            LOG.info("the job begins");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                LOG.info("the job was interrupted and returns");
            }
        }
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Billing.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(
                        "spring.main.banner-mode=off",
                        "logging.level.root=warn",
                        "logging.level.com.zaxxer.hikari.HikariDataSource=info",
                        "logging.level.org.election4j=info",
                        "logging.level.billing=info",
                        "logging.pattern.console=%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0} : %msg%n",
                        "spring.datasource.url=" + TestServer.url(TestServer.port()),
                        "spring.datasource.username=" + TestServer.USER,
                        "election.elections=billing",
                        "election.store=postgres",
                        "election.id=billing-1",
                        "election.lease=2s",
                        "election.postgres.table-prefix=" + TestServer.freshTables())
                .run();
    }

    @Test
    void the_log_shows_that_work_drains_and_the_election_is_free_before_the_pool_closes(CapturedOutput output)
            throws IOException {
        ConfigurableApplicationContext context = start();
        await().atMost(LONG).until(() -> output.getAll().contains("the job begins"));
        int before = output.getAll().length();
        context.close();
        String log = output.getAll()
                .substring(before)
                .lines()
                .filter(line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} .*"))
                .collect(Collectors.joining("\n"));
        Files.writeString(Path.of("target", "shutdown.log"), log + "\n");
        // The line of the job comes from the scheduler's thread, so it may pass the one of the stop signal.
        assertThat(log)
                .containsSubsequence(
                        "the job was interrupted and returns", "gave the leadership up", "Shutdown initiated")
                .containsSubsequence("stops leading: CLOSED", "gave the leadership up", "Shutdown completed");
    }
}
