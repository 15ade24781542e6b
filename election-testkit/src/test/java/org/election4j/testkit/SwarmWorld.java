// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;

/**
 * One seeded story: some processes, some elections, and a draw of the faults that befall them. After the faults come quiet
 * times, in which every election has to find its one leader again.
 *
 * <p>Looks at the world after every single event. Exclusion, and the order in which candidates hear of their terms, are
 * not claimed once a record was deleted by hand; that the store sees terms rise is claimed always.
 */
final class SwarmWorld {

    static final Duration LEASE = Duration.ofSeconds(10);

    private static final int EVENTS = 40;

    private final long seed;
    private final Random random;
    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore store;
    private final List<SwarmProcess> processes = new ArrayList<>();
    private final List<String> elections = new ArrayList<>();
    private final Map<String, Long> terms = new HashMap<>();
    private final Map<String, Long> stored = new HashMap<>();
    private final Set<UUID> acquisitions = new HashSet<>();
    private final List<String> story = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Runnable> faults = new ArrayList<>();
    private boolean exclusive = true;

    SwarmWorld(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        InMemoryLeaseStore.Builder builder =
                InMemoryLeaseStore.builder().ticker(time).hintsOn(time);
        if (random.nextBoolean()) {
            builder.neverUsed(LEASE);
        }
        if (random.nextInt(4) == 0) {
            builder.withoutClock();
        }
        boolean epochs = random.nextInt(4) != 0;
        if (epochs) {
            builder.epoch("epoch-0");
        }
        this.store = builder.build();
        for (int i = 0; i <= random.nextInt(3); i++) {
            elections.add("e" + i);
        }
        drawFaults(epochs);
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            processes.add(startProcess("p" + i));
        }
    }

    /** Every story has its own mixture: what is never drawn cannot hide what the others do. */
    private void drawFaults(boolean epochs) {
        draw("pause", () -> any(SwarmProcess::pause));
        draw("resume", () -> any(SwarmProcess::resume));
        draw("restart", this::restart);
        draw("outage", () -> any(process -> process.faults().outage(true)));
        draw("reachable", () -> any(process -> process.faults().outage(false)));
        draw("flaky", () -> any(process -> process.flaky(random.nextDouble() / 2)));
        draw("late", () -> any(process -> process.faults().landLate()));
        draw("slow", () -> any(process -> process.slow(random.nextInt(1 + random.nextInt(12_000)))));
        draw("resign", () -> any(process -> process.resign(anyElection(), random.nextInt(3) * 5)));
        draw("handover", () -> any(process -> process.handOver(anyElection(), "p" + random.nextInt(4))));
        draw("loseHints", () -> any(process -> process.faults().loseHints(random.nextBoolean())));
        draw("slowDrain", () -> any(process -> process.drainSlowly(random.nextInt(20_000))));
        draw("clock", () -> store.shiftClock(Duration.ofMillis(random.nextInt(60_000) - 30_000)));
        if (epochs) {
            draw("failOver", this::failOver);
        }
        if (random.nextInt(5) == 0) {
            faults.add(named("delete", this::deleteByHand));
        }
    }

    private void draw(String name, Runnable fault) {
        if (random.nextInt(3) != 0) {
            faults.add(named(name, fault));
        }
    }

    private Runnable named(String name, Runnable fault) {
        return () -> {
            tell(name);
            fault.run();
        };
    }

    private void failOver() {
        int lost = random.nextInt(6);
        try {
            store.failOver(lost);
        } catch (IllegalArgumentException e) {
            tell("  nothing was written that could be lost");
            store.failOver(0);
        }
    }

    private void deleteByHand() {
        exclusive = false;
        store.deleteByHand(new RecordKey.Election(anyElection()));
    }

    private void any(Consumer<SwarmProcess> fault) {
        SwarmProcess process = processes.get(random.nextInt(processes.size()));
        tell("  at " + process.id());
        fault.accept(process);
    }

    private String anyElection() {
        return elections.get(random.nextInt(elections.size()));
    }

    private SwarmProcess startProcess(String id) {
        // Rates stay within the band that the protocol allows for.
        double rate = 0.91 + random.nextDouble() * 0.18;
        return new SwarmProcess(
                id, store.anotherHandle(), time, random.nextLong(), rate, elections, this::gained, this::live);
    }

    private void restart() {
        int index = random.nextInt(processes.size());
        SwarmProcess old = processes.get(index);
        tell("  at " + old.id());
        old.kill();
        processes.set(index, startProcess(old.id()));
    }

    // ---- the story -------------------------------------------------------------------------------------------------

    void run() {
        for (int i = 0; i < EVENTS && violations.isEmpty(); i++) {
            live(Duration.ofMillis(random.nextInt(1 + random.nextInt(15_000))));
            if (!faults.isEmpty()) {
                faults.get(random.nextInt(faults.size())).run();
            }
        }
        tell("quiet");
        processes.forEach(SwarmProcess::heal);
        live(LEASE.multipliedBy(12));
        for (String election : elections) {
            long leaders = processes.stream()
                    .filter(process -> process.leads(election))
                    .count();
            if (leaders != 1 && violations.isEmpty()) {
                violate(leaders + " leaders of " + election + " in quiet times: "
                        + processes.stream()
                                .map(process -> process.status(election))
                                .toList());
            }
        }
    }

    /** Lets time pass event by event and looks after each. */
    private void live(Duration duration) {
        Duration end = time.elapsed().plus(duration);
        long events = 0;
        long most = 5_000 + 500 * duration.toSeconds();
        while (time.elapsed().compareTo(end) < 0 && violations.isEmpty()) {
            Duration left = end.minus(time.elapsed());
            time.advance(
                    time.untilNext().filter(next -> next.compareTo(left) < 0).orElse(left));
            look();
            if (++events > most) {
                violate(events + " events in " + duration + ": somebody runs hot: "
                        + processes.stream()
                                .map(process -> process.status(elections.get(0)))
                                .toList());
            }
        }
    }

    private void look() {
        for (String election : elections) {
            lookAtRecord(election);
            List<String> leaders = processes.stream()
                    .filter(process -> process.leads(election))
                    .map(SwarmProcess::id)
                    .toList();
            if (exclusive && leaders.size() > 1) {
                violate("two leaders of " + election + ": " + leaders);
            }
        }
        processes.forEach(process -> process.complaints().forEach(this::violate));
    }

    /** Every acquisition that reaches the store has a term above all that ever did, also those that were lost. */
    private void lookAtRecord(String election) {
        ReadOutcome outcome = store.read(new RecordKey.Election(election), Attempt.within(LEASE));
        if (outcome instanceof ReadOutcome.Found found
                && found.stored().record() instanceof ElectionRecord record
                && record.holder() != null
                && acquisitions.add(record.nonce())) {
            Long before = stored.put(election, record.term());
            if (before != null && before >= record.term()) {
                violate("acquisition with term " + record.term() + " of " + election + " follows " + before);
            }
        }
    }

    private void gained(String election, long term) {
        Long before = terms.put(election, term);
        tell("gained " + election + " " + term + " at " + time.instant().toEpochMilli());
        if (exclusive && before != null && before >= term) {
            violate("term " + term + " of " + election + " follows " + before);
        }
    }

    private void violate(String what) {
        violations.add(time.elapsed() + " " + what);
    }

    private void tell(String what) {
        story.add(time.elapsed() + " " + what);
    }

    List<String> violations() {
        return violations;
    }

    String story() {
        return "seed " + seed + "\n" + String.join("\n", story);
    }
}
