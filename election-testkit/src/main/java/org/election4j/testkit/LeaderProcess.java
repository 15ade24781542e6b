// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.election4j.Heartbeat;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.spi.LeaseStore;

/**
 * A candidate in a process of its own, which a test pauses with SIGSTOP as a collector, a debugger or a hypervisor would. What a
 * client of a store makes of such a pause shows in a real one only: all its timers go on meanwhile. Not for Windows. Used by one
 * thread.
 */
public final class LeaderProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Pauses that the machine made longer than half a lease tell nothing; so many of them are one too many. */
    private static final int TRIES = 20;

    private static final long LOOK_NANOS = 2_000_000;

    private static final String BEAT = "beat";
    private static final String LOST = "lost ";

    private final Process process;
    private final Duration lease;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** Opens the store in the other process. Needs a constructor without arguments. */
    @FunctionalInterface
    public interface StoreOpener {
        /**
         * Opens the store.
         *
         * @param address what the test has given
         * @return the store; lives as long as the process
         */
        LeaseStore open(String address);
    }

    private volatile boolean closing;

    private LeaderProcess(Process process, Duration lease) {
        this.process = process;
        this.lease = lease;
        Thread reader = new Thread(this::read, "reader of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts the process, on the class path of this one.
     *
     * @param opener opens the store there
     * @param address where the store is, for the opener
     * @param lease the lease of the candidate
     * @return the process; its candidate leads some time later
     * @throws IOException if it cannot be started
     */
    public static LeaderProcess start(Class<? extends StoreOpener> opener, String address, Duration lease)
            throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LeaderProcess.class.getName(),
                opener.getName(),
                address,
                Long.toString(lease.toMillis()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new LeaderProcess(process, lease);
    }

    /**
     * Lets the leader be paused several times for 0.39 leases, each time right after a heartbeat was acknowledged, and asserts that it
     * leads on each time: a leader sends a heartbeat every 0.2 leases and stops 0.6 leases after the last, so this is what the
     * protocol promises. A pause that took longer than half a lease, because this machine is busy, does not count and is repeated.
     *
     * @param times how many pauses have to count
     * @throws Exception if the process cannot be paused
     */
    public void assertSurvivesPauses(int times) throws Exception {
        Duration pause = lease.multipliedBy(39).dividedBy(100);
        for (int counted = 0, tries = 0; counted < times; tries++) {
            if (tries == TRIES) {
                throw new AssertionError("only " + counted + " of " + tries + " pauses were short enough to count");
            }
            beats(2);
            Duration paused = pause(pause);
            if (paused.compareTo(lease.dividedBy(2)) <= 0) {
                String lost = beats(2);
                if (!lost.isEmpty()) {
                    throw new AssertionError("a pause of " + paused.toMillis()
                            + " ms ended the leadership at a lease of " + lease.toMillis() + " ms: " + lost);
                }
                counted++;
            }
        }
    }

    /** Waits for so many more heartbeats; what was lost meanwhile, or nothing. */
    private String beats(int count) throws InterruptedException {
        lines.removeIf(BEAT::equals);
        String lost = "";
        for (int beats = 0; beats < count; ) {
            String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("process " + process.pid() + " led no more for " + PATIENCE + "; " + lost);
            }
            if (line.equals(BEAT)) {
                beats++;
            } else if (line.startsWith(LOST)) {
                lost = line;
            }
        }
        return lost;
    }

    private Duration pause(Duration length) throws Exception {
        long begun = System.nanoTime();
        signal("-STOP");
        long until = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        signal("-CONT");
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
        if (!kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IllegalStateException("kill " + name + " did not work");
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // Closing takes the output away from under the reader; any other failure is one of the test.
            if (!closing) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        process.destroyForcibly();
    }

    /**
     * The other process.
     *
     * @param arguments the class of the opener, the address, and the lease in milliseconds
     * @throws Exception if there is no store
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Constructor<?> constructor = Class.forName(arguments[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        LeaseStore store = ((StoreOpener) constructor.newInstance()).open(arguments[1]);
        LeaderElector elector = LeaderElector.builder(store, "paused")
                .lease(Duration.ofMillis(Long.parseLong(arguments[2])))
                .listener(new LeadershipListener() {
                    @Override
                    public void onLost(Leadership leadership, Loss loss) {
                        out.println(LOST + loss.reason() + " " + loss.report().summary());
                    }
                })
                .start();
        for (Heartbeat last = null; !out.checkError(); LockSupport.parkNanos(LOOK_NANOS)) {
            List<Heartbeat> beats = elector.candidate().status().heartbeats();
            Heartbeat latest = beats.isEmpty() ? null : beats.get(beats.size() - 1);
            if (latest != null && !latest.equals(last) && elector.isLeader()) {
                last = latest;
                if (latest.outcome().equals("applied")) {
                    out.println(BEAT);
                }
            }
        }
    }
}
