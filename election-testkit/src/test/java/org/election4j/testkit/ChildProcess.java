// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that runs a main class of the tests; what it prints can be waited for. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private ChildProcess(Process process) {
        this.process = process;
        this.readers = List.of(
                reader("output", process.inputReader(), lines), reader("errors", process.errorReader(), errors));
    }

    static ChildProcess start(Class<?> main, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-cp", classPath));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ChildProcess(new ProcessBuilder(command).start());
    }

    private Thread reader(String what, BufferedReader from, List<String> to) {
        Thread reader = new Thread(() -> from.lines().forEach(to::add), what + " of " + process.pid());
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** What it printed to the standard error, which is where a JVM without another log writes it. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Not one instruction for as long. */
    void pauseFor(Duration duration) throws IOException, InterruptedException {
        signal("-STOP");
        new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Asks it to end, as SIGTERM does. */
    void terminate() {
        // Not Process.destroy(), which closes the pipe to its last words.
        assertThat(process.toHandle().destroy()).isTrue();
    }

    /** The exit code, once it has ended and everything it printed was read. */
    int await(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " goes on after " + seconds + " s: " + lines);
        }
        for (Thread reader : readers) {
            reader.join(TimeUnit.SECONDS.toMillis(seconds));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
