// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.election4j.samples.demo.store.DemoStore;

/** A candidate's JVM, seen from the parent: its life, its link to the database and what it reports. */
final class CandidateProcess implements AutoCloseable {

    private final String name;
    private final Link link;
    private final Process process;
    private final Signals signals;

    private CandidateProcess(String name, Link link, Process process, Signals signals) {
        this.name = name;
        this.link = link;
        this.process = process;
        this.signals = signals;
    }

    /** Starts a candidate that logs to a file in the given directory. */
    static CandidateProcess start(
            String name, DemoStore store, int serverPort, Duration lease, Path logs, Signals signals)
            throws IOException {
        Link link = new Link(serverPort);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.util.logging.SimpleFormatter.format=%1$tT.%1$tL %4$s %5$s%6$s%n",
                CandidateMain.class.getName(),
                name,
                store.word(),
                "127.0.0.1:" + link.port(),
                lease.toString());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectError(logs.resolve(name + ".log").toFile());
        Process process = builder.start();
        return new CandidateProcess(name, link, process, signals);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** Reads reports until the process ends; {@code ended} gets its exit code. */
    void listen(Consumer<Event> heard, Consumer<Integer> ended) {
        Thread thread = new Thread(
                () -> {
                    read(heard);
                    ended.accept(exitCode());
                },
                "reports of " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Consumer<Event> heard) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Event.parse(line).ifPresent(heard);
            }
        } catch (IOException e) {
            // The process is gone.
        }
    }

    private int exitCode() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** SIGKILL: no shutdown hook, no release. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGSTOP: not one more instruction until {@link #resume}. */
    void pause() throws IOException {
        signals.send("STOP", pid());
    }

    /** SIGCONT. */
    void resume() throws IOException {
        signals.send("CONT", pid());
    }

    void cutLink() {
        link.cut();
    }

    void healLink() {
        link.heal();
    }

    void resign() throws IOException {
        OutputStream commands = process.getOutputStream();
        commands.write((CandidateMain.RESIGN + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
    }

    /** Kills the process, paused or not, and waits for its end. */
    @Override
    public void close() {
        kill();
        exitCode();
        try {
            link.close();
        } catch (IOException e) {
            // It ends with this process.
        }
    }
}
