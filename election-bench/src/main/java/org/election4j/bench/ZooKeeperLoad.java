// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;

/**
 * What it costs a server to keep a number of candidates alive: by ephemeral znodes, whose clients ping, and by heartbeats
 * that are written, as this library does. Argument: how many candidates; 100 unless given.
 */
public final class ZooKeeperLoad {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration RENEWAL = LEASE.dividedBy(5);
    private static final int ROUNDS = 15;
    private static final int SESSION_MILLIS = 10_000;

    private final ZooKeeperBenchServer server;
    private final int candidates;

    private ZooKeeperLoad(ZooKeeperBenchServer server, int candidates) {
        this.server = server;
        this.candidates = candidates;
    }

    /** Measures. */
    public static void main(String[] args) throws Exception {
        int candidates = args.length == 0 ? 100 : Integer.parseInt(args[0]);
        try (ZooKeeperBenchServer server = new ZooKeeperBenchServer()) {
            ZooKeeperLoad load = new ZooKeeperLoad(server, candidates);
            load.heartbeats(3, new Figures("heartbeat, warming up"));
            load.pings();
            Figures figures = new Figures("heartbeat");
            load.measure("heartbeats", () -> load.heartbeats(ROUNDS, figures));
            figures.print();
        }
    }

    private interface Phase {
        void run() throws Exception;
    }

    private void pings() throws Exception {
        List<ZooKeeper> clients = new ArrayList<>();
        for (int i = 0; i < candidates; i++) {
            ZooKeeper client = new ZooKeeper(server.address(), SESSION_MILLIS, event -> {});
            clients.add(client);
            byte[] nothing = {};
            client.create("/ephemeral" + i, nothing, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        }
        measure(
                "ephemeral znodes",
                () -> TimeUnit.NANOSECONDS.sleep(RENEWAL.multipliedBy(ROUNDS).toNanos()));
        for (ZooKeeper client : clients) {
            client.close();
        }
    }

    /** One client for all of them: what a connection costs is not the question here. */
    private void heartbeats(int rounds, Figures figures) throws Exception {
        try (LeaseStore store = new ZooKeeperBenchStore().connect(server.address(), "/load", LEASE)) {
            List<SessionRecord> sessions = new ArrayList<>();
            List<Version> versions = new ArrayList<>();
            for (int i = 0; i < candidates; i++) {
                sessions.add(session(UUID.randomUUID()));
                versions.add(write(store, new CompareAndSet(null, sessions.get(i), Guard.epoch(""))));
            }
            long gap = RENEWAL.dividedBy(candidates).toNanos();
            for (int beat = 0; beat < rounds * candidates; beat++) {
                int i = beat % candidates;
                long start = System.nanoTime();
                SessionRecord next = session(sessions.get(i).incarnation());
                versions.set(i, write(store, new CompareAndSet(versions.get(i), next, Guard.epoch(""))));
                long taken = System.nanoTime() - start;
                figures.add(taken / 1e6);
                TimeUnit.NANOSECONDS.sleep(gap - taken);
            }
        }
    }

    private static SessionRecord session(UUID incarnation) {
        return new SessionRecord(
                incarnation,
                "billing-7f9c",
                LEASE,
                SessionRecord.State.LIVE,
                "10.0.3.7:8080",
                List.of("nightly-billing"),
                0,
                0,
                Map.of(),
                "",
                UUID.randomUUID());
    }

    private static Version write(LeaseStore store, CompareAndSet write) throws IOException {
        WriteOutcome outcome = store.compareAndSet(write, Attempt.within(LEASE));
        if (outcome instanceof WriteOutcome.Applied applied) {
            return applied.version();
        }
        throw new IOException("a write was " + outcome);
    }

    private void measure(String what, Phase phase) throws Exception {
        long transactions = transactions();
        long packets = server.requests();
        Duration cpu = server.cpuTime();
        long start = System.nanoTime();
        phase.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d candidates by %s: %.1f transactions and %.1f packets a second, %.2f %% of a processor%n",
                candidates,
                what,
                (transactions() - transactions) / seconds,
                (server.requests() - packets) / seconds,
                server.cpuTime().minus(cpu).toNanos() / 1e7 / seconds);
    }

    private long transactions() throws IOException {
        return ZooKeeperBenchServer.figure(server.ask(), "Zxid");
    }
}
