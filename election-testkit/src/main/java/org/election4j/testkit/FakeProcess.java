// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.election4j.Candidate;
import org.election4j.Takeover;
import org.election4j.internal.candidate.Builders;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.machine.Timings;
import org.election4j.spi.LeaseStore;

/**
 * One process with one candidate, in fake time: the production engine on the thread of the test. Several of them on one
 * store and one {@link FakeTime} make an election whose every step a test can decide.
 *
 * <pre>{@code
 * FakeTime time = new FakeTime();
 * InMemoryLeaseStore store = InMemoryLeaseStore.builder().ticker(time).neverUsed(Duration.ofSeconds(10)).build();
 * FakeProcess a = FakeProcess.start(store, time, "a", Duration.ofSeconds(10));
 * LeaderElector elector = a.candidate().elector("billing").start();
 * time.advance(Duration.ofSeconds(1));
 * assertThat(elector.isLeader()).isTrue();
 * }</pre>
 *
 * <p>Leader work is run to its end at once, so it must not block; hold a leadership with a listener. {@code
 * awaitLeadership} waits in real time and is of no use here: advance the time. {@code close()} lets fake time pass until all
 * is done. Not thread-safe.
 */
public final class FakeProcess {

    private final VirtualRuntime runtime;
    private final Candidate candidate;

    private FakeProcess(VirtualRuntime runtime, Candidate candidate) {
        this.runtime = runtime;
        this.candidate = candidate;
    }

    /**
     * Starts a candidate with the times that follow from its lease.
     *
     * @param store the store
     * @param time the time
     * @param id the candidate's id; also seeds what is random in the process
     * @param lease the lease
     * @return the process
     */
    public static FakeProcess start(LeaseStore store, FakeTime time, String id, Duration lease) {
        return start(store, time, id, lease, Takeover.OBSERVED);
    }

    /**
     * Starts a candidate.
     *
     * @param store the store
     * @param time the time
     * @param id the candidate's id; also seeds what is random in the process
     * @param lease the lease
     * @param takeover when a silent leader may be revoked
     * @return the process
     */
    public static FakeProcess start(LeaseStore store, FakeTime time, String id, Duration lease, Takeover takeover) {
        CandidateSettings settings =
                new CandidateSettings(id, null, Timings.of(lease), null, lease, takeover, lease.multipliedBy(3), false);
        return start(store, settings, new VirtualRuntime(time, id.hashCode()));
    }

    static FakeProcess start(
            LeaseStore store, FakeTime time, CandidateSettings settings, UnaryOperator<VirtualRuntime> tune) {
        return start(
                store,
                settings,
                tune.apply(new VirtualRuntime(time, settings.id().hashCode())));
    }

    static FakeProcess start(LeaseStore store, CandidateSettings settings, VirtualRuntime runtime) {
        return new FakeProcess(runtime, Builders.candidate(store, runtime, settings));
    }

    /**
     * The candidate.
     *
     * @return the candidate
     */
    public Candidate candidate() {
        return candidate;
    }

    /**
     * From now on a store call takes effect after one delay and is answered after another.
     *
     * @param request until it takes effect
     * @param reply from then to the answer
     */
    public void latency(Duration request, Duration reply) {
        runtime.latency(request, reply);
    }

    /**
     * Sets the date of the process's machine forward. The machine has no boot clock, so the process cannot know whether it
     * was suspended for as long.
     *
     * @param by how far
     */
    public void setDateForward(Duration by) {
        runtime.setDateForward(by);
    }

    /** Stops the process in its tracks. Time and what is on the network go on. */
    public void pause() {
        runtime.pause();
    }

    /** Lets a paused process go on: what became due meanwhile happens when time is next advanced. */
    public void resume() {
        runtime.resume();
    }

    /** Ends the process without a farewell. */
    public void kill() {
        runtime.kill();
    }

    /**
     * Whether the process halted itself because leader work did not return.
     *
     * @return true after a halt
     */
    public boolean isHalted() {
        return runtime.isHalted();
    }
}
