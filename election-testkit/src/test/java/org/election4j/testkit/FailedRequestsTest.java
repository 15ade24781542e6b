// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Takeover;
import org.election4j.internal.candidate.Builders;
import org.junit.jupiter.api.Test;

/** Whatever the engine asks a thread for, it asks again if there was none: nothing of it ends for ever. */
class FailedRequestsTest {

    private static final Duration LONG = LEASE.multipliedBy(6);

    /** A standby takes over from a leader that dies, works, resigns, and leads again; gives how much it asked for. */
    private static int play(IntPredicate fails, String what) {
        FakeTime time = new FakeTime();
        InMemoryLeaseStore store =
                InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();
        FakeProcess first = FakeProcess.start(store, time, "a", LEASE);
        first.candidate().elector("e").start();
        time.advance(Duration.ofSeconds(1));
        FailingRuntime standby = new FailingRuntime(time, "b");
        standby.fails = fails;
        Candidate candidate =
                Builders.candidate(store, standby.proxy(), FakeCluster.settings("b", LEASE, Takeover.OBSERVED));
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger gained = new AtomicInteger();
        LeaderElector elector = candidate
                .elector("e")
                .listener(new LeadershipListener() {
                    @Override
                    public void onGained(Leadership leadership) {
                        gained.incrementAndGet();
                    }
                })
                .start();
        candidate.elector("work").onLeader(leadership -> runs.incrementAndGet()).start();
        time.advance(LEASE);
        first.kill();
        time.advance(LONG);
        assertThat(elector.isLeader()).as("takes over, %s", what).isTrue();
        assertThat(gained.get()).as("hears of it, %s", what).isEqualTo(1);
        assertThat(runs.get()).as("works, %s", what).isPositive();
        elector.resign();
        time.advance(LONG);
        assertThat(gained.get()).as("leads again, %s", what).isEqualTo(2);
        assertThat(elector.isLeader()).as("leads in the end, %s", what).isTrue();
        return standby.requests;
    }

    @Test
    void no_request_that_fails_once_ends_anything_whichever_it_is() {
        int requests = play(number -> false, "nothing failing");
        assertThat(requests).isGreaterThan(100);
        for (int i = 1; i <= requests; i++) {
            int failing = i;
            play(number -> number == failing, "request " + failing + " failing");
        }
    }

    @Test
    void no_request_that_fails_with_those_after_it_ends_anything() {
        for (int i = 1; i <= 200; i += 9) {
            int failing = i;
            play(number -> number >= failing && number < failing + 7, "requests from " + failing + " on failing");
        }
    }

    @Test
    void a_minute_without_threads_is_survived_and_visible() {
        FakeTime time = new FakeTime();
        InMemoryLeaseStore store =
                InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();
        FailingRuntime runtime = new FailingRuntime(time, "a");
        Candidate candidate =
                Builders.candidate(store, runtime.proxy(), FakeCluster.settings("a", LEASE, Takeover.OBSERVED));
        LeaderElector elector = candidate.elector("e").start();
        time.advance(Duration.ofSeconds(1));
        assertThat(elector.isLeader()).isTrue();
        boolean[] scarce = {true};
        runtime.fails = number -> scarce[0];
        time.advance(Duration.ofMinutes(1));
        assertThat(candidate.status().lastError()).contains("no thread to be had");
        scarce[0] = false;
        time.advance(LEASE.multipliedBy(3));
        assertThat(elector.isLeader()).isTrue();
        assertThat(candidate.status().lastError()).isNull();
    }
}
