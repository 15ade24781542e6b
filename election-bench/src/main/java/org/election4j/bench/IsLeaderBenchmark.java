// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.testkit.InMemoryLeaseStore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of asking whether one leads, while the leader renews at the fastest pace there is. Run with {@code -prof gc} to
 * see the bytes allocated per call. {@code nanoTime} is the floor: what reading the clock alone costs on this machine.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IsLeaderBenchmark {

    private static final Duration LEASE = Duration.ofMillis(500);

    private final Candidate candidate = Candidate.builder(
                    InMemoryLeaseStore.builder().neverUsed(LEASE).build())
            .lease(LEASE)
            .start();
    private final LeaderElector elector = candidate.elector("bench").start();
    private final Leadership leadership = awaitLeadership(elector);

    private static Leadership awaitLeadership(LeaderElector elector) {
        try {
            return elector.awaitLeadership(Duration.ofSeconds(5)).orElseThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives way. */
    @TearDown
    public void close() {
        candidate.close();
    }

    /** One thread asks the elector. */
    @Benchmark
    public boolean isLeader() {
        return elector.isLeader();
    }

    /** One thread asks the leadership. */
    @Benchmark
    public boolean isValid() {
        return leadership.isValid();
    }

    /** As many threads as there are processors ask at once. */
    @Benchmark
    @Threads(Threads.MAX)
    public boolean isLeaderContended() {
        return elector.isLeader();
    }

    /** The clock alone. */
    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }
}
