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
    private final BufferedWriter commands;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private BenchProcess(Process process) {
        this.process = process;
        this.commands = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
        Thread reader = new Thread(this::read, "bench-reader");
        reader.setDaemon(true);
        reader.start();
    }

    static BenchProcess start(BenchServer server, String prefix, Duration lease, String takeover, int elections)
            throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                BenchCandidate.class.getName(),
                server.url(),
                prefix,
                Long.toString(lease.toMillis()),
                takeover,
                Integer.toString(elections));
        return new BenchProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 3);
                events.add(new Event(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
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
