// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.election4j.samples.demo.store.DemoServer;
import org.election4j.samples.demo.store.DemoStore;

/** The server, the candidates, and what can be done to them. */
final class Stage implements AutoCloseable {

    private final DemoStore store;
    private final Duration lease;
    private final Path directory;
    private final DemoServer server;
    private final Signals signals;
    private final Scene scene;
    private final Map<String, CandidateProcess> candidates = new ConcurrentHashMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Stage::daemon);
    private volatile boolean closed;

    private Stage(DemoStore store, Duration lease, Path directory, DemoServer server, Signals signals) {
        this.store = store;
        this.lease = lease;
        this.directory = directory;
        this.server = server;
        this.signals = signals;
        this.scene = new Scene(System.nanoTime());
    }

    /** Starts a server in the directory. */
    static Stage open(DemoStore store, Duration lease, Path directory) throws IOException {
        Stage stage = new Stage(store, lease, directory, store.start(directory, lease), new Signals());
        stage.every(50, stage.scene::settle);
        stage.every(500, stage::count);
        return stage;
    }

    private void every(long millis, Runnable work) {
        var unused = clock.scheduleWithFixedDelay(work, millis, millis, TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "clock");
        thread.setDaemon(true);
        return thread;
    }

    Scene scene() {
        return scene;
    }

    DemoStore store() {
        return store;
    }

    Duration lease() {
        return lease;
    }

    /** Starts one more candidate, unless everything is about to end. */
    synchronized void add() throws IOException {
        if (closed) {
            return;
        }
        String name = "candidate-" + started.incrementAndGet();
        long startedNanos = System.nanoTime();
        CandidateProcess candidate = CandidateProcess.start(name, store, server.port(), lease, directory, signals);
        candidates.put(name, candidate);
        scene.joined(name, candidate.pid(), startedNanos);
        candidate.listen(event -> scene.heard(name, event), exitCode -> ended(name, exitCode));
    }

    private void ended(String name, int exitCode) {
        if (!closed) {
            scene.ended(name, exitCode);
        }
    }

    /** Does something to the leader; empty if nobody leads just now. */
    Optional<Change.Fault> disturb(Disturbance disturbance) throws IOException, InterruptedException {
        Optional<String> leader = scene.leader();
        CandidateProcess candidate = leader.map(candidates::get).orElse(null);
        if (candidate == null) {
            scene.note("nobody leads just now: no " + disturbance.words());
            return Optional.empty();
        }
        if (disturbance == Disturbance.PAUSE) {
            // In the middle of an append, between the check and the write.
            scene.awaitWrite(candidate.name(), Duration.ofSeconds(1));
        }
        Change.Fault fault = scene.disturbed(disturbance, candidate.name());
        carryOut(disturbance, candidate);
        return Optional.of(fault);
    }

    private void carryOut(Disturbance disturbance, CandidateProcess candidate) throws IOException {
        String name = candidate.name();
        switch (disturbance) {
            case KILL -> {
                scene.became(name, Standing.Condition.GONE, "kill -9 " + name);
                candidate.kill();
            }
            case PAUSE -> {
                candidate.pause();
                scene.became(name, Standing.Condition.PAUSED, "pause " + name + " for two leases");
                later(() -> {
                    scene.became(name, Standing.Condition.WELL, name + " goes on");
                    candidate.resume();
                });
            }
            case CUT -> {
                candidate.cutLink();
                scene.became(name, Standing.Condition.CUT_OFF, "cut the link of " + name + " for two leases");
                later(() -> {
                    scene.became(name, Standing.Condition.WELL, "the link of " + name + " works again");
                    candidate.healLink();
                });
            }
            case RESIGN -> {
                scene.note("ask " + name + " to resign");
                candidate.resign();
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void later(Step step) {
        var unused = clock.schedule(
                () -> {
                    try {
                        step.run();
                    } catch (IOException e) {
                        scene.failed("could not undo a disturbance: " + e.getMessage());
                    }
                },
                lease.multipliedBy(2).toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void count() {
        try {
            scene.counted(server.ledger().count());
        } catch (IOException e) {
            if (!closed) {
                scene.note("the ledger could not be read: " + e.getMessage());
            }
        }
    }

    /** Counts once more, for the verdict. */
    void countNow() throws IOException {
        scene.counted(server.ledger().count());
    }

    /** Ends every process. May be called twice, also from a shutdown hook. */
    @Override
    public synchronized void close() {
        closed = true;
        clock.shutdownNow();
        candidates.values().forEach(CandidateProcess::kill);
        candidates.values().forEach(CandidateProcess::close);
        signals.close();
        server.close();
    }
}
