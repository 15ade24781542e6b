// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.spring.OnLeader;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.election4j.spring.test.TestElections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.AopTestUtils;

/** Elections whose names are expressions: one for each tenant. */
class TenantsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ElectionAutoConfiguration.class))
            .withUserConfiguration(Scripted.class)
            .withBean("plan", Plan.class)
            .withPropertyValues("prefix=billing-", "election.elections=billing-north,billing-south");

    @AutoConfigureTestElections
    static class Scripted {}

    record Plan(String home) {
        Plan() {
            this("billing-south");
        }
    }

    static class Billing {
        final List<String> ran = new CopyOnWriteArrayList<>();

        @OnLeader("${prefix}#{#a0}")
        public void bill(String tenant, @Nullable Leadership leadership) {
            ran.add(tenant + " as leader of " + (leadership == null ? "nothing" : leadership.electionName()));
        }

        @OnLeader("#{@plan.home()}")
        public void tidy() {
            ran.add("tidied");
        }
    }

    @Test
    void each_call_is_guarded_by_the_election_of_its_tenant() {
        runner.withBean(Billing.class).run(context -> {
            Billing billing = context.getBean(Billing.class);
            TestElections elections = context.getBean(TestElections.class);
            elections.grant("billing-north");
            billing.bill("north", null);
            billing.bill("south", null);
            billing.tidy();
            elections.take("billing-north", LossReason.SESSION_REVOKED);
            elections.grant("billing-south");
            billing.bill("north", null);
            billing.bill("south", null);
            billing.tidy();
            assertThat(ran(billing))
                    .containsExactly("north as leader of billing-north", "south as leader of billing-south", "tidied");
        });
    }

    private static List<String> ran(Billing billing) {
        Billing target = AopTestUtils.getTargetObject(billing);
        return target.ran;
    }

    @Test
    void a_call_for_a_tenant_without_an_election_is_an_error_that_names_those_there_are() {
        runner.withBean(Billing.class).run(context -> {
            Billing billing = context.getBean(Billing.class);
            assertThatThrownBy(() -> billing.bill("west", null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("billing-west", "billing-north", "billing-south");
            assertThat(ran(billing)).isEmpty();
        });
    }

    static class Missing {
        @OnLeader("#{#nobody.name}")
        public void run() {}
    }

    @Test
    void an_expression_that_cannot_be_evaluated_is_an_error_of_the_call() {
        runner.withBean(Missing.class)
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Missing.class).run())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContainingAll("@OnLeader", "#{#nobody.name}", "-parameters"));
    }

    static class Broken {
        @OnLeader("#{#tenant")
        public void run() {}
    }

    @Test
    void an_expression_that_is_none_stops_the_start() {
        runner.withBean(Broken.class)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("is no expression"));
    }
}
