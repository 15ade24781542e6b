// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.packed;

import java.util.concurrent.CountDownLatch;
import org.election4j.LeaderElector;
import org.election4j.spring.OnLeader;
import org.election4j.spring.OncePerTick;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** An application as its user writes it, which tests pack, compile ahead of time, and start as a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
public class PackedApplication {

    private static final Logger LOG = LoggerFactory.getLogger("billing");

    public static void main(String[] arguments) {
        SpringApplication.run(PackedApplication.class, arguments);
    }

    /** Spring makes one. */
    public PackedApplication() {}

    @Bean
    Job job(@Qualifier("billing") LeaderElector elector) {
        return new Job(elector);
    }

    /** Works until it is told to stop. */
    static class Job {
        private final LeaderElector elector;

        Job(LeaderElector elector) {
            this.elector = elector;
        }

        @Scheduled(fixedRate = 20)
        @OnLeader("billing")
        void work() throws InterruptedException {
            LOG.info("the job of {} begins", elector.electionName());
            new CountDownLatch(1).await();
        }

        // Long enough that a machine under load misses no tick while it loads the classes of the first: a miss is a
        // warning, and PackedApplicationTest reads the log for warnings.
        @Scheduled(fixedRate = 5_000)
        @OncePerTick("billing")
        void tick() {
            LOG.info("a tick ran");
        }
    }
}
