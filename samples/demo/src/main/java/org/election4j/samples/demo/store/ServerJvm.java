// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a JVM of its own, which says at which port it is and ends with its standard input: with whoever started it. */
final class ServerJvm implements AutoCloseable {

    private static final String READY = "ready ";

    private final Process process;
    private final int port;

    private ServerJvm(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a program that calls {@link #serveUntilInputEnds}, and waits until it is ready. */
    static ServerJvm start(Class<?> program, Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        return new ServerJvm(process, readPort(process, log));
    }

    private static int readPort(Process process, Path log) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return Integer.parseInt(line.substring(READY.length()));
            }
        }
        throw new IOException("the server did not start; its log is " + log);
    }

    /** In the server's process: tells that it is ready, and returns when it is not needed any more. */
    static void serveUntilInputEnds(int port) throws IOException {
        System.out.println(READY + port);
        while (System.in.read() >= 0) {
            // The output is read so that the process does not block, and is ignored.
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
