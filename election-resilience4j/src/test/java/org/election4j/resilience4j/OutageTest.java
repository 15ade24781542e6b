// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.resilience4j.Samples.LEASE;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.election4j.LeaderElector;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.CountingLeaseStore;
import org.election4j.testkit.FakeProcess;
import org.election4j.testkit.FakeTime;
import org.election4j.testkit.FaultyLeaseStore;
import org.election4j.testkit.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;

/** Fifty candidates, and a store that refuses every call at once for two minutes. The figures are printed for the docs. */
class OutageTest {

    private static final int CANDIDATES = 50;
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore memory =
            InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();
    private final List<FaultyLeaseStore> faults = new ArrayList<>();
    private final List<CountingLeaseStore> counts = new ArrayList<>();
    private final List<LeaderElector> electors = new ArrayList<>();

    private void start(UnaryOperator<LeaseStore> decoration) {
        for (int i = 0; i < CANDIDATES; i++) {
            FaultyLeaseStore faulty = new FaultyLeaseStore(memory.anotherHandle());
            CountingLeaseStore counting = new CountingLeaseStore(faulty);
            faults.add(faulty);
            counts.add(counting);
            electors.add(FakeProcess.start(decoration.apply(counting), time, "candidate " + i, LEASE)
                    .candidate()
                    .elector("billing")
                    .start());
            time.advance(Duration.ofMillis(137));
        }
        time.advance(LEASE.multipliedBy(2));
    }

    /** The production defaults in fake time: Resilience4j's own limiter, and a retry, whose waits would be real. */
    private LeaseStore resilient(LeaseStore store) {
        Defaults defaults = new Defaults(LEASE, time);
        RateLimiter limiter =
                new AtomicRateLimiter("fake", defaults.rateLimiter("real").getRateLimiterConfig(), time::nanos);
        int tries = defaults.retry("real").getRetryConfig().getMaxAttempts();
        Retry atOnce = Retry.of(
                "at once",
                RetryConfig.custom()
                        .maxAttempts(tries)
                        .intervalFunction(IntervalFunction.of(1))
                        .build());
        return ResilientLeaseStore.builder(store)
                .lease(LEASE)
                .ticker(time)
                .rateLimiter(limiter)
                .retry(atOnce)
                .build();
    }

    private void outage(boolean on) {
        faults.forEach(store -> store.outage(on));
    }

    private double callsPerSecond(Duration duration) {
        counts.forEach(CountingLeaseStore::reset);
        time.advance(duration);
        return counts.stream().mapToLong(CountingLeaseStore::calls).sum() * 1000.0 / duration.toMillis();
    }

    private long leaders() {
        return electors.stream().filter(LeaderElector::isLeader).count();
    }

    /** Calls per second before, in the first lease of an outage, and after it. */
    private double[] figures(String what, UnaryOperator<LeaseStore> decoration) {
        start(decoration);
        assertThat(leaders()).isEqualTo(1);
        double before = callsPerSecond(Duration.ofMinutes(2));
        outage(true);
        double first = callsPerSecond(LEASE);
        double later = callsPerSecond(OUTAGE.minus(LEASE));
        assertThat(leaders()).isZero();
        outage(false);
        Duration back = untilSomebodyLeads();
        System.out.printf(
                Locale.ROOT,
                "outage, %d candidates, %s: calls per second %.1f before, %.1f in its first lease, %.1f later;"
                        + " a leader %.1f s after it%n",
                CANDIDATES,
                what,
                before,
                first,
                later,
                back.toMillis() / 1e3);
        return new double[] {before, first, later, back.toMillis()};
    }

    private Duration untilSomebodyLeads() {
        Duration start = time.elapsed();
        while (leaders() == 0) {
            assertThat(time.elapsed().minus(start)).isLessThan(LEASE.multipliedBy(4));
            time.advance(Duration.ofMillis(100));
        }
        return time.elapsed().minus(start);
    }

    @Test
    void fifty_candidates_ask_a_store_that_is_down_next_to_nothing() {
        double[] with = figures("with", this::resilient);
        assertThat(with[2]).isLessThan(CANDIDATES / 5.0);
        assertThat(with[3]).isLessThan(3.0 * LEASE.toMillis());
    }

    @Test
    void without_it_they_ask_many_times_as_much() {
        double[] without = figures("without", store -> store);
        assertThat(without[2]).isGreaterThan(CANDIDATES / 2.0);
    }

    @Test
    void a_leader_whose_breaker_is_open_goes_on_leading() {
        start(this::resilient);
        LeaderElector leader =
                electors.stream().filter(LeaderElector::isLeader).findFirst().orElseThrow();
        int index = electors.indexOf(leader);
        // Long enough to open every breaker, and for several heartbeats of the leader to fail.
        outage(true);
        time.advance(LEASE.dividedBy(2));
        outage(false);
        assertThat(leader.isLeader()).isTrue();
        long calls = counts.get(index).calls();
        time.advance(LEASE.multipliedBy(10));
        assertThat(leader.isLeader()).isTrue();
        assertThat(counts.get(index).calls()).isGreaterThan(calls + 50);
        assertThat(leaders()).isEqualTo(1);
    }
}
