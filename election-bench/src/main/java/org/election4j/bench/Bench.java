// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.election4j.Takeover;
import org.election4j.spi.LeaseStore;
import org.jspecify.annotations.Nullable;

/**
 * Measures failover and cost on a real server of this machine, with candidates in JVMs of their own.
 *
 * <p>Arguments: {@code --store} and a name, {@code postgres} unless given; then what to measure, of {@code handover}, {@code
 * crash}, {@code crash-store-clock}, {@code idle}, {@code many}; none means all.
 */
public final class Bench {

    private static final List<String> MEASUREMENTS = List.of("handover", "crash", "crash-store-clock", "idle", "many");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BenchStore store;
    private final BenchServer server;

    private Bench(BenchStore store, BenchServer server) {
        this.store = store;
        this.server = server;
    }

    /** Measures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        BenchStore store = BenchStore.named(option(words, "--store", "postgres"));
        for (String word : words) {
            if (!MEASUREMENTS.contains(word)) {
                throw new IllegalArgumentException("measures " + MEASUREMENTS + ", but not '" + word + "'");
            }
        }
        try (BenchServer server = store.start()) {
            Bench bench = new Bench(store, server);
            for (String measurement : words.isEmpty() ? MEASUREMENTS : words) {
                bench.measure(measurement);
            }
        }
    }

    /** Takes an option and its value out of the words. */
    private static String option(List<String> words, String name, String otherwise) {
        int at = words.indexOf(name);
        if (at < 0) {
            return otherwise;
        }
        words.remove(at);
        return at < words.size() ? words.remove(at) : "";
    }

    private void measure(String what) throws IOException, InterruptedException {
        switch (what) {
            case "handover" -> handover();
            case "crash" -> crash(Duration.ofSeconds(3), Takeover.OBSERVED, 15);
            case "crash-store-clock" -> crash(Duration.ofSeconds(3), Takeover.STORE_CLOCK, 15);
            case "idle" -> idle(Duration.ofMinutes(2));
            default -> {
                many(1_000);
                many(10_000);
            }
        }
    }

    private BenchProcess start(String namespace, Duration lease, Takeover takeover, int elections) throws IOException {
        return BenchProcess.start(store, server, namespace, lease, takeover, elections);
    }

    /** From calling resign in one process to onGained in the other, first in young processes and then in warm ones. */
    private void handover() throws IOException, InterruptedException {
        Duration lease = Duration.ofSeconds(10);
        String namespace = server.freshNamespace(lease);
        try (BenchServer.Floor floor = server.floor();
                BenchProcess one = start(namespace, lease, Takeover.OBSERVED, 1)) {
            one.await("gained", PATIENCE);
            try (BenchProcess two = start(namespace, lease, Takeover.OBSERVED, 1)) {
                two.await("started", PATIENCE);
                Thread.sleep(3000);
                handovers("the first 20 of two processes", 20, one, two, null);
                handovers("the next 180", 180, one, two, null);
                handovers("the next 200, in turns with the floor", 200, one, two, floor);
            }
        }
    }

    /** An even number of them, so that the first process leads again afterwards. */
    private static void handovers(
            String which, int rounds, BenchProcess one, BenchProcess two, BenchServer.@Nullable Floor floor)
            throws IOException, InterruptedException {
        Figures handovers = new Figures("graceful handover, resign to onGained, " + which);
        Figures floors = new Figures("  the floor: what the server takes for it, done by hand");
        BenchProcess leader = one;
        BenchProcess standby = two;
        for (int i = 0; i < rounds; i++) {
            leader.tell("resign");
            long resigned = leader.await("resigning", PATIENCE).nanos();
            long gained = standby.await("gained", PATIENCE).nanos();
            handovers.add((gained - resigned) / 1e6);
            BenchProcess former = leader;
            leader = standby;
            standby = former;
            Thread.sleep((BenchCandidate.REST.toMillis() + 100) / 2);
            if (floor != null) {
                floors.add(floor.millis());
            }
            Thread.sleep((BenchCandidate.REST.toMillis() + 100) / 2);
        }
        handovers.print();
        if (floor != null) {
            floors.print();
            handovers.printRatio(floors);
        }
    }

    /** From the last heartbeat of a killed leader, and from the end of its lease, to onGained of the next. */
    private void crash(Duration lease, Takeover takeover, int rounds) throws IOException, InterruptedException {
        String namespace = server.freshNamespace(lease);
        Figures total = new Figures("SIGKILL at a " + lease + " lease, " + takeover + ", last heartbeat to onGained");
        Figures beyond = new Figures("  of which beyond the lease");
        Figures late = new Figures("  from the end of what the store had granted");
        BenchProcess leader = start(namespace, lease, takeover, 1);
        leader.await("gained", PATIENCE);
        try (LeaseStore store = this.store.connect(server.address(), namespace, lease)) {
            LeaseReader reader = new LeaseReader(store);
            for (int i = 0; i < rounds; i++) {
                BenchProcess standby = start(namespace, lease, takeover, 1);
                standby.await("started", PATIENCE);
                Thread.sleep(4000 + (long) (Math.random() * lease.toMillis()));
                leader.kill();
                OptionalLong end = reader.endNanos(BenchCandidate.ELECTION);
                long lastHeartbeat = leader.lastHeartbeatNanos();
                long gained = standby.await("gained", PATIENCE).nanos();
                total.add((gained - lastHeartbeat) / 1e6);
                beyond.add((gained - lastHeartbeat) / 1e6 - lease.toMillis());
                end.ifPresent(nanos -> late.add((gained - nanos) / 1e6));
                leader = standby;
            }
        }
        leader.close();
        total.print();
        beyond.print();
        late.printIfAny();
    }

    /** What a leader and four standbys cost while nothing happens. */
    private void idle(Duration duration) throws IOException, InterruptedException {
        Duration lease = Duration.ofSeconds(10);
        String namespace = server.freshNamespace(lease);
        List<BenchProcess> processes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            processes.add(start(namespace, lease, Takeover.OBSERVED, 1));
        }
        processes.forEach(process -> started(process));
        Thread.sleep(15_000);
        long before = server.requests();
        long start = System.nanoTime();
        Thread.sleep(duration.toMillis());
        double minutes = (System.nanoTime() - start) / 60e9;
        long after = server.requests();
        System.out.printf(
                Locale.ROOT,
                "idle, 1 leader and 4 standbys at 10 s: %.1f requests a minute in all; %s%n",
                (after - before) / minutes,
                server.remarks(namespace));
        for (BenchProcess process : processes) {
            process.close();
        }
    }

    private static void started(BenchProcess process) {
        try {
            process.await("started", PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One process, many elections: how long until it leads them all, and what that costs afterwards. */
    private void many(int elections) throws IOException, InterruptedException {
        Duration lease = Duration.ofSeconds(10);
        String namespace = server.freshNamespace(lease);
        try (BenchProcess process = start(namespace, lease, Takeover.OBSERVED, elections)) {
            long micros = process.await("won", Duration.ofMinutes(2)).number();
            Thread.sleep(5_000);
            long before = server.requests();
            Thread.sleep(30_000);
            long after = server.requests();
            System.out.printf(
                    Locale.ROOT,
                    "%d elections on one candidate: all won %.2f s after start; then %d requests a minute; %s%n",
                    elections,
                    micros / 1e6,
                    2 * (after - before),
                    server.remarks(namespace));
        }
    }
}
