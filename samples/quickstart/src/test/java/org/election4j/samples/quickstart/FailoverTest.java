// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.election4j.LeaderElector;
import org.election4j.testkit.FakeProcess;
import org.election4j.testkit.FakeTime;
import org.election4j.testkit.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;

class FailoverTest {

    private static final Duration LEASE = Duration.ofSeconds(10);

    @Test
    void a_standby_takes_over() {
        // tag::testing
        FakeTime time = new FakeTime();
        InMemoryLeaseStore store =
                InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();
        FakeProcess first = FakeProcess.start(store, time, "first", LEASE);
        FakeProcess second = FakeProcess.start(store, time, "second", LEASE);
        LeaderElector leader = first.candidate().elector("billing").start();
        time.advance(Duration.ofSeconds(1));
        LeaderElector standby = second.candidate().elector("billing").start();

        first.kill();
        time.advance(LEASE.multipliedBy(2));

        assertThat(leader.isLeader()).isFalse();
        assertThat(standby.isLeader()).isTrue();
        // end::testing
    }
}
