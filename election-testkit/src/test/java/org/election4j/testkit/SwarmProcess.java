// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.Takeover;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.machine.Timings;
import org.election4j.spi.LeaseStore;

/** One process of a {@link SwarmWorld}, with its own clock rate and its own bad network, checking its own callbacks. */
final class SwarmProcess {

    private final String id;
    private final FaultyLeaseStore faults;
    private final Random random;
    private final VirtualRuntime runtime;
    private final FakeProcess process;
    private final Map<String, LeaderElector> electors = new HashMap<>();
    private final Map<String, Long> open = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final BiConsumer<String, Long> gained;
    private final Consumer<Duration> live;
    private int drainMillis;
    private boolean dead;

    SwarmProcess(
            String id,
            LeaseStore handle,
            FakeTime time,
            long seed,
            double rate,
            List<String> elections,
            BiConsumer<String, Long> gained,
            Consumer<Duration> live) {
        this.live = live;
        this.id = id;
        this.faults = new FaultyLeaseStore(handle);
        this.random = new Random(seed);
        this.gained = gained;
        this.runtime = new VirtualRuntime(time, seed, rate);
        Timings timings = Timings.of(SwarmWorld.LEASE);
        CandidateSettings settings = new CandidateSettings(
                id, null, timings, null, Takeover.OBSERVED, SwarmWorld.LEASE.multipliedBy(3), false);
        this.process = FakeProcess.start(faults, settings, runtime);
        for (String election : elections) {
            electors.put(
                    election,
                    process.candidate()
                            .elector(election)
                            .listener(new Grammar(election))
                            .start());
        }
    }

    String id() {
        return id;
    }

    FaultyLeaseStore faults() {
        return faults;
    }

    List<String> complaints() {
        return complaints;
    }

    boolean leads(String election) {
        return !dead && electors.get(election).isLeader();
    }

    String status(String election) {
        return id + ": " + electors.get(election).status();
    }

    void pause() {
        process.pause();
    }

    void resume() {
        process.resume();
    }

    void kill() {
        dead = true;
        process.kill();
    }

    void slow(int millis) {
        int request = millis == 0 ? 0 : random.nextInt(millis);
        process.latency(Duration.ofMillis(request), Duration.ofMillis(millis - request));
    }

    /** Each call fails in some way with the given probability. */
    void flaky(double probability) {
        faults.decide((operation, keys) -> random.nextDouble() >= probability ? new Fault.None() : anyFault());
    }

    private Fault anyFault() {
        return switch (random.nextInt(4)) {
            case 0 -> new Fault.LostRequest();
            case 1 -> new Fault.LostReply();
            case 2 -> new Fault.Duplicate();
            default -> new Fault.LateLanding();
        };
    }

    void resign(String election, int coolDownSeconds) {
        electors.get(election).resign(Duration.ofSeconds(coolDownSeconds));
    }

    void handOver(String election, String to) {
        if (!to.equals(id)) {
            electors.get(election).handOver(to);
        }
    }

    void drainSlowly(int millis) {
        drainMillis = millis;
    }

    void heal() {
        process.resume();
        faults.clear();
        process.latency(Duration.ZERO, Duration.ZERO);
        drainMillis = 0;
    }

    /** Gained and lost alternate, with rising terms, and nobody leads any more while it is told to stop. */
    private final class Grammar implements LeadershipListener {

        private final String election;

        Grammar(String election) {
            this.election = election;
        }

        @Override
        public void onGained(Leadership leadership) {
            if (open.put(election, leadership.term()) != null) {
                complaints.add(id + " gained " + election + " twice");
            }
            gained.accept(election, leadership.term());
        }

        @Override
        public void onStopping(Leadership leadership, LossReason reason) {
            if (leadership.isValid() || electors.get(election).isLeader()) {
                complaints.add(id + " is told to stop " + election + " and is still valid");
            }
            // A callback that takes its time: the world goes on meanwhile.
            live.accept(Duration.ofMillis(drainMillis));
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            Long term = open.remove(election);
            if (term == null || term != leadership.term()) {
                complaints.add(id + " lost term " + leadership.term() + " of " + election + ", had " + term);
            }
        }
    }
}
