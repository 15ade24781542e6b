// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.election4j.Takeover;
import org.jspecify.annotations.Nullable;

/** A candidate in a JVM of its own, told what to do by lines and telling what happens by lines. */
final class BenchProcess implements AutoCloseable {

    /**
     * Something that happened.
     *
     * @param what in one word
     * @param nanos when, by the monotonic clock, which all processes of one Linux machine share
     * @param number what belongs to it: a term, or a duration in microseconds
     */
    record Event(String what, long nanos, long number) {}

    private final Process process;
    private final Thread reader;
    private final BufferedWriter commands;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private volatile long lastHeartbeatNanos;

    private BenchProcess(Process process) {
        this.process = process;
        this.commands = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
        this.reader = new Thread(this::read, "bench-reader");
        reader.setDaemon(true);
        reader.start();
    }

    static BenchProcess start(
            BenchStore store, BenchServer server, String namespace, Duration lease, Takeover takeover, int elections)
            throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                BenchCandidate.class.getName(),
                store.word(),
                server.address(),
                namespace,
                Long.toString(lease.toMillis()),
                takeover.name(),
                Integer.toString(elections));
        return new BenchProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 3);
                Event event = new Event(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
                if (event.what().equals("heartbeat")) {
                    lastHeartbeatNanos = event.nanos();
                } else {
                    events.add(event);
                }
            }
        } catch (IOException e) {
            // The process was killed: that is what some measurements are about.
            events.add(new Event("gone", System.nanoTime(), 0));
        }
    }

    /** Waits for something to happen; skips what else happens. */
    Event await(String what, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            @Nullable Event event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new IllegalStateException("no '" + what + "' within " + atMost);
            }
            if (event.what().equals(what)) {
                return event;
            }
        }
    }

    void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** When the last heartbeat was sent that was acknowledged. Of a dead process only: all it said has been read. */
    long lastHeartbeatNanos() throws InterruptedException {
        reader.join();
        return lastHeartbeatNanos;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            kill();
        }
    }
}
