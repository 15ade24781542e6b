// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.election4j.LeaderElector;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.OnLeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** The slice, as a user has it. */
@ElectionTest(ElectionTestTest.NightlyBilling.class)
@TestPropertySource(properties = "election.elections=nightly-billing")
class ElectionTestTest {

    static class NightlyBilling {
        private int runs;

        @OnLeader("nightly-billing")
        public void run() {
            runs++;
        }

        public int runs() {
            return runs;
        }
    }

    @Autowired
    private TestElections elections;

    @Autowired
    private NightlyBilling billing;

    @Autowired
    private LeaderElector elector;

    @Autowired
    private ObjectProvider<LeaseStore> store;

    @AfterEach
    void nobodyLeads() {
        elections.reset();
    }

    @Test
    void the_test_gives_and_takes_leadership() {
        int before = billing.runs();
        billing.run();
        assertThat(billing.runs()).isEqualTo(before);
        elections.grant();
        assertThat(elector.isLeader()).isTrue();
        billing.run();
        assertThat(billing.runs()).isEqualTo(before + 1);
        elections.take();
        billing.run();
        assertThat(billing.runs()).isEqualTo(before + 1);
    }

    @Test
    void no_store_is_there_nor_missed() {
        assertThat(store.getIfAvailable()).isNull();
    }

    @Test
    void a_mistyped_name_is_answered_with_those_that_there_are() {
        assertThatThrownBy(() -> elections.grant("nightly-biling"))
                .hasMessageContaining("nightly-biling")
                .hasMessageContaining("[nightly-billing]");
    }
}
