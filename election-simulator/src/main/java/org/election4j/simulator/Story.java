// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of a scenario: the world, and what came of it. */
final class Story implements AutoCloseable {

    private static final int MOST_TOLD = 400;

    private final Scenario scenario;
    private final EventQueue queue;
    private final Fibers fibers = new Fibers();
    private final Tally tally = new Tally();
    private final Promises promises = new Promises(this);
    private final ProcessReferee referee;
    private final StoreReferee registrar;
    private final StoreModel store;
    private final List<ActiveDisturbances> weathers = new ArrayList<>();
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private final List<Register> registers = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final boolean tells;

    Story(Scenario scenario, boolean tells) {
        this.scenario = scenario;
        this.tells = tells;
        this.queue = new EventQueue(scenario.seed());
        this.referee = new ProcessReferee(this, promises);
        this.registrar = new StoreReferee(this, promises);
        this.store = scenario.cast().objects() ? new ObjectsModel(this) : new MemoryModel(scenario.cast(), queue);
        for (int election = 0; election < cast().elections(); election++) {
            registers.add(new Register(this, election));
        }
        for (int index = 0; index < cast().members().size(); index++) {
            weathers.add(new ActiveDisturbances());
        }
    }

    /** Runs it all; gives the violation, if there is one. */
    @Nullable
    Violation run() {
        EngineLogs.listen(this);
        try {
            Incidents incidents = new Incidents(this);
            for (int index = 0; index < cast().members().size(); index++) {
                processes.add(start(index, 0, cast().members().get(index), clock(index)));
            }
            incidents.plan(scenario.incidents());
            runUntil(TimeUnit.MILLISECONDS.toNanos(scenario.lengthMillis()));
            if (referee.violation() == null) {
                new QuietTimes(this, incidents).run();
            }
        } catch (Violation e) {
            referee.violate(e.invariant(), String.valueOf(e.getMessage()));
        } finally {
            EngineLogs.forget();
        }
        sum();
        return referee.violation();
    }

    private void sum() {
        tally.stories = 1;
        tally.events = queue.events();
        tally.simulatedMillis = TimeUnit.NANOSECONDS.toMillis(queue.now());
        tally.faults = scenario.incidents().size();
        tally.violations = referee.violation() == null ? 0 : 1;
    }

    /** Clocks that are about to overflow are as good as any. */
    private Clock clock(int index) {
        long origin = index % 2 == 0 ? Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(1 + index) : 1_000_000_000L * index;
        return new Clock(queue, cast().members().get(index), origin);
    }

    SimulatedProcess start(int index, int generation, StorySetup.Member member, Clock clock) {
        tell("p" + index + " starts, lease " + member.lease());
        return new SimulatedProcess(this, index, generation, member, clock);
    }

    void replace(SimulatedProcess old, StorySetup.Member member) {
        // Nothing starts on a machine that stands still.
        old.clock().wakeUp();
        processes.set(old.index(), start(old.index(), old.generation() + 1, member, old.clock()));
    }

    /** Lets time pass, event by event, until there or until something is wrong. */
    void runUntil(long nanos) {
        while (referee.violation() == null && queue.step(nanos)) {
            // The referee looks by itself.
        }
    }

    void runFor(long nanos) {
        runUntil(queue.now() + nanos);
    }

    // ---- the world -------------------------------------------------------------------------------------------------

    long seed() {
        return scenario.seed();
    }

    StorySetup cast() {
        return scenario.cast();
    }

    EventQueue queue() {
        return queue;
    }

    Fibers fibers() {
        return fibers;
    }

    StoreModel store() {
        return store;
    }

    Tally tally() {
        return tally;
    }

    ProcessReferee referee() {
        return referee;
    }

    StoreReferee registrar() {
        return registrar;
    }

    Promises promises() {
        return promises;
    }

    List<SimulatedProcess> processes() {
        return processes;
    }

    ActiveDisturbances weather(int index) {
        return weathers.get(index);
    }

    List<ActiveDisturbances> weathers() {
        return weathers;
    }

    Register register(int election) {
        return registers.get(election);
    }

    Duration maxLease() {
        return Duration.ofMillis(cast().maxLeaseMillis());
    }

    long maxLeaseNanos() {
        return TimeUnit.MILLISECONDS.toNanos(cast().maxLeaseMillis());
    }

    String electionName(int election) {
        return "e" + election;
    }

    int electionIndex(String name) {
        return Integer.parseInt(name.substring(1));
    }

    /** Whether a process has leader work in an election, or only listens. */
    boolean hasWork(int process, int election) {
        return EventQueue.mix(seed() + 31L * process + election) % 3 == 0;
    }

    // ---- what is told ----------------------------------------------------------------------------------------------

    String clockTime() {
        return Duration.ofNanos(queue.now())
                .truncatedTo(java.time.temporal.ChronoUnit.MILLIS)
                .toString()
                .substring(2);
    }

    void tell(String what) {
        if (tells) {
            if (told.size() == MOST_TOLD) {
                told.remove(0);
            }
            told.add(clockTime() + "  " + what);
        }
    }

    List<String> told() {
        return told;
    }

    @Override
    public void close() {
        processes.forEach(SimulatedProcess::kill);
        fibers.close();
    }
}
