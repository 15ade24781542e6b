// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Measures failover and cost on an embedded real Postgres, with candidates in JVMs of their own.
 *
 * <p>Arguments choose what to measure: {@code handover}, {@code crash}, {@code crash-store-clock}, {@code idle}, {@code
 * many}; none means all.
 */
public final class Bench {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final BenchServer server;

    private Bench(BenchServer server) {
        this.server = server;
    }

    /** Measures. */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        Set<String> wanted = Set.of(args);
        try (BenchServer server = new BenchServer()) {
            Bench bench = new Bench(server);
            if (wanted.isEmpty() || wanted.contains("handover")) {
                bench.handover(200);
            }
            if (wanted.isEmpty() || wanted.contains("crash")) {
                bench.crash(Duration.ofSeconds(3), "OBSERVED", 15);
            }
            if (wanted.isEmpty() || wanted.contains("crash-store-clock")) {
                bench.crash(Duration.ofSeconds(3), "STORE_CLOCK", 15);
            }
            if (wanted.isEmpty() || wanted.contains("idle")) {
                bench.idle(Duration.ofMinutes(2));
            }
            if (wanted.isEmpty() || wanted.contains("many")) {
                bench.many(1_000);
                bench.many(10_000);
            }
        }
    }

    /** From calling resign in one process to onGained in the other. */
    private void handover(int rounds) throws IOException, InterruptedException {
        Duration lease = Duration.ofSeconds(10);
        String prefix = server.freshNamespace(lease);
        Figures figures = new Figures("graceful handover, resign to the other's onGained");
        try (BenchProcess one = BenchProcess.start(server, prefix, lease, "OBSERVED", 1)) {
            one.await("gained", PATIENCE);
            try (BenchProcess two = BenchProcess.start(server, prefix, lease, "OBSERVED", 1)) {
                two.await("started", PATIENCE);
                Thread.sleep(3000);
                BenchProcess leader = one;
                BenchProcess standby = two;
                for (int i = 0; i < rounds; i++) {
                    leader.tell("resign");
                    long resigned = leader.await("resigning", PATIENCE).nanos();
                    long gained = standby.await("gained", PATIENCE).nanos();
                    if (i >= rounds / 10) {
                        figures.add((gained - resigned) / 1e6);
                    }
                    BenchProcess former = leader;
                    leader = standby;
                    standby = former;
                    Thread.sleep(100);
                }
            }
        }
        figures.print();
    }

    /** From the last heartbeat of a killed leader to onGained of the next. */
    private void crash(Duration lease, String takeover, int rounds)
            throws IOException, InterruptedException, SQLException {
        String prefix = server.freshNamespace(lease);
        Figures total = new Figures("SIGKILL at a " + lease + " lease, " + takeover + ", last heartbeat to onGained");
        Figures beyond = new Figures("  of which beyond the lease");
        List<BenchProcess> processes = new ArrayList<>();
        processes.add(BenchProcess.start(server, prefix, lease, takeover, 1));
        processes.get(0).await("gained", PATIENCE);
        for (int i = 0; i < rounds; i++) {
            BenchProcess standby = BenchProcess.start(server, prefix, lease, takeover, 1);
            processes.add(standby);
            standby.await("started", PATIENCE);
            Thread.sleep(4000 + (long) (Math.random() * lease.toMillis()));
            processes.get(i).kill();
            double lastHeartbeat = Double.parseDouble(server.ask("SELECT extract(epoch FROM clock_timestamp()"
                    + " - (s.expires_at - s.lease)) * 1000 FROM " + prefix + "_session s JOIN " + prefix
                    + " e ON e.holder = s.incarnation"));
            long now = System.nanoTime();
            long gained = standby.await("gained", PATIENCE).nanos();
            double millis = (gained - now) / 1e6 + lastHeartbeat;
            total.add(millis);
            beyond.add(millis - lease.toMillis());
        }
        processes.get(rounds).close();
        total.print();
        beyond.print();
    }

    /** What a leader and four standbys cost while nothing happens. */
    private void idle(Duration duration) throws IOException, InterruptedException, SQLException {
        Duration lease = Duration.ofSeconds(10);
        String prefix = server.freshNamespace(lease);
        List<BenchProcess> processes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            processes.add(BenchProcess.start(server, prefix, lease, "OBSERVED", 1));
        }
        processes.forEach(process -> started(process));
        Thread.sleep(15_000);
        long before = server.transactions();
        long start = System.nanoTime();
        Thread.sleep(duration.toMillis());
        double minutes = (System.nanoTime() - start) / 60e9;
        // Two statements of this measurement itself, in transactions of their own.
        long after = server.transactions() - 2;
        String dead = server.ask("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = '" + prefix + "_session'");
        String connections =
                server.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'election%'");
        System.out.printf(
                Locale.ROOT,
                "idle, 1 leader and 4 standbys at 10 s: %.1f statements a minute in all; dead rows %s; connections %s%n",
                (after - before) / minutes,
                dead,
                connections);
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
    private void many(int elections) throws IOException, InterruptedException, SQLException {
        Duration lease = Duration.ofSeconds(10);
        String prefix = server.freshNamespace(lease);
        try (BenchProcess process = BenchProcess.start(server, prefix, lease, "OBSERVED", elections)) {
            long micros = process.await("won", Duration.ofMinutes(2)).number();
            Thread.sleep(5_000);
            long before = server.transactions();
            Thread.sleep(30_000);
            long after = server.transactions() - 2;
            String connections =
                    server.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'election%'");
            System.out.printf(
                    Locale.ROOT,
                    "%d elections on one candidate: all won %.2f s after start; then %d statements a minute; %s"
                            + " connections%n",
                    elections,
                    micros / 1e6,
                    2 * (after - before),
                    connections);
        }
    }
}
