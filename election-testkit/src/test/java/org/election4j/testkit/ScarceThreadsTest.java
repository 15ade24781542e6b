// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.LossReason;
import org.election4j.Takeover;
import org.election4j.internal.candidate.Builders;
import org.election4j.internal.runtime.EngineRuntime;
import org.junit.jupiter.api.Test;

/** The process has no thread left for leader work. */
class ScarceThreadsTest {

    private final FakeTime time = new FakeTime();
    private final AtomicInteger refusals = new AtomicInteger();

    /** A runtime that refuses to start work as often as it is told to. */
    private EngineRuntime scarce() {
        EngineRuntime runtime = new VirtualRuntime(time, 1);
        return (EngineRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EngineRuntime.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("work") && refusals.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("unable to create native thread, on purpose");
                    }
                    try {
                        return method.invoke(runtime, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void a_leadership_whose_work_gets_no_thread_ends_and_is_tried_again() {
        InMemoryLeaseStore store =
                InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();
        Candidate candidate = Builders.candidate(store, scarce(), FakeCluster.settings("a", LEASE, Takeover.OBSERVED));
        LeadershipDiary diary = new LeadershipDiary();
        AtomicInteger runs = new AtomicInteger();
        refusals.set(2);
        LeaderElector elector = candidate
                .elector("e")
                .listener(diary)
                .onLeader(leadership -> runs.incrementAndGet())
                .start();
        time.advance(Duration.ofMillis(10));
        assertThat(elector.isLeader()).isFalse();
        assertThat(runs.get()).isZero();
        time.advance(LEASE.multipliedBy(4));
        assertThat(runs.get()).isPositive();
        diary.assertOver();
        assertThat(diary.reasons()).endsWith(LossReason.WORK_FINISHED);
    }
}
