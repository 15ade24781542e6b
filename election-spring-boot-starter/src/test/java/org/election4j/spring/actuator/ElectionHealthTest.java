// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.election4j.Candidate;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.CandidateFactory;
import org.election4j.spring.Elections;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.testkit.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Real candidates, on stores that have a bad day. */
class ElectionHealthTest {

    private static final Duration LEASE = Duration.ofSeconds(1);

    private static ApplicationContextRunner on(LeaseStore store) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ElectionAutoConfiguration.class))
                .withBean(
                        CandidateFactory.class,
                        () -> () -> Candidate.builder(store)
                                .lease(LEASE)
                                .closeLimit(LEASE)
                                .closeOnJvmShutdown(false)
                                .start())
                .withPropertyValues("election.elections=billing");
    }

    private static InMemoryLeaseStore memory() {
        return InMemoryLeaseStore.builder().neverUsed(LEASE).build();
    }

    @Test
    void a_store_that_cannot_be_reached_is_no_health() {
        InMemoryLeaseStore store = memory();
        on(store).run(context -> {
            Elections elections = context.getBean(Elections.class);
            assertThat(elections.elector("billing").awaitLeadership(LEASE.multipliedBy(30)))
                    .isPresent();
            assertThat(ElectionHealth.of(elections).state()).isEqualTo(ElectionHealth.State.UP);
            // From now on it answers nothing. The session runs out within a lease.
            store.close();
            await().atMost(LEASE.multipliedBy(30))
                    .untilAsserted(() ->
                            assertThat(ElectionHealth.of(elections).state()).isEqualTo(ElectionHealth.State.DOWN));
            assertThat(ElectionHealth.of(elections).details().toString()).contains("lastError");
        });
    }

    @Test
    void a_store_that_was_never_reached_is_no_health() {
        InMemoryLeaseStore store = memory();
        store.close();
        on(store).run(context -> {
            Elections elections = context.getBean(Elections.class);
            await().atMost(LEASE.multipliedBy(30))
                    .untilAsserted(() ->
                            assertThat(ElectionHealth.of(elections).state()).isEqualTo(ElectionHealth.State.DOWN));
        });
    }

    @Test
    void a_store_that_says_nothing_at_all_is_not_taken_for_one_that_works() {
        CountDownLatch silence = new CountDownLatch(1);
        InMemoryLeaseStore store = memory();
        LeaseStore silent = (LeaseStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {LeaseStore.class}, (proxy, method, arguments) -> {
                    if (!Set.of("describe", "pace", "close").contains(method.getName())) {
                        silence.await();
                    }
                    return method.invoke(store, arguments);
                });
        on(silent).run(context -> {
            ElectionHealth health = ElectionHealth.of(context.getBean(Elections.class));
            assertThat(health.state()).isEqualTo(ElectionHealth.State.UNKNOWN);
            assertThat(health.details().toString()).contains("STARTING", "nextStep");
            silence.countDown();
        });
    }

    @Test
    void without_a_campaign_health_is_unknown() {
        on(memory())
                .withPropertyValues("election.auto-start=false")
                .run(context -> assertThat(ElectionHealth.of(context.getBean(Elections.class))
                                .state())
                        .isEqualTo(ElectionHealth.State.UNKNOWN));
    }
}
