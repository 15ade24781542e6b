// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.election4j.LeaderElector;
import org.junit.jupiter.api.Test;

/** A date that is set forward on a machine without a boot clock: it may have been a suspend, or nothing at all. */
class DateStepTest {

    private static final Duration LEASE = Duration.ofSeconds(10);

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore store =
            InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();

    private FakeProcess process(String id) {
        return FakeProcess.start(store.anotherHandle(), time, id, LEASE);
    }

    @Test
    void R2_a_rival_does_not_take_a_step_of_its_date_for_patience() {
        LeaderElector leader = process("a").candidate().elector("e").start();
        time.advance(Duration.ofSeconds(1));
        FakeProcess rival = process("b");
        LeaderElector standby = rival.candidate().elector("e").start();
        for (int i = 0; i < 50; i++) {
            time.advance(Duration.ofMillis(730));
            rival.setDateForward(LEASE.multipliedBy(2));
            time.advance(Duration.ofMillis(1));
            assertThat(leader.isLeader()).isTrue();
            assertThat(standby.isLeader()).isFalse();
        }
    }

    @Test
    void R2_after_a_step_a_silent_leader_is_still_succeeded() {
        FakeProcess silent = process("a");
        silent.candidate().elector("e").start();
        time.advance(Duration.ofSeconds(1));
        FakeProcess rival = process("b");
        LeaderElector standby = rival.candidate().elector("e").start();
        time.advance(LEASE);
        silent.kill();
        time.advance(LEASE.dividedBy(2));
        rival.setDateForward(Duration.ofHours(1));
        time.advance(LEASE.multipliedBy(2));
        assertThat(standby.isLeader()).isTrue();
    }

    @Test
    void H5_a_holder_takes_it_for_a_suspend_and_stops() {
        FakeProcess process = process("a");
        LeaderElector leader = process.candidate().elector("e").start();
        time.advance(Duration.ofSeconds(1));
        process.setDateForward(LEASE);
        assertThat(leader.isLeader()).isFalse();
    }
}
