// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3.emulator;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * S3Mock in a JVM of its own, with one bucket and on a free port. It has dozens of libraries that nobody wants on the
 * class path of a test.
 *
 * <p>An emulator made atomic by us, and no S3: good for whether a program is right, worthless for how fast it is.
 */
public final class Emulator implements AutoCloseable {

    static final String READY = "emulator ready at port ";

    private static final String LIBRARIES = "class-path.txt";

    private final Process process;
    private final int port;

    private Emulator(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and waits until it answers. Blocks for some seconds.
     *
     * @param bucket the name of the bucket to begin with
     * @return the running emulator; it ends with {@link #close()} or with this JVM
     * @throws UncheckedIOException if it cannot be started
     */
    public static Emulator start(String bucket) {
        try {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
                            "-cp",
                            classPath(),
                            EmulatorMain.class.getName(),
                            bucket))
                    .redirectErrorStream(true)
                    .start();
            return new Emulator(process, awaitPort(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() throws IOException {
        try (InputStream list = Emulator.class.getResourceAsStream(LIBRARIES)) {
            if (list == null) {
                throw new IOException(LIBRARIES + " is missing; build election-s3-emulator with Maven");
            }
            String own = Path.of(Emulator.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
            return own + File.pathSeparator + new String(list.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static int awaitPort(Process process) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                drain(output);
                return Integer.parseInt(line.substring(READY.length()));
            }
            before.append(line).append('\n');
        }
        throw new IOException("the emulator ended before it was ready:\n" + before);
    }

    /** A process whose output nobody reads stands still one day. */
    private static void drain(BufferedReader output) {
        Thread reader = new Thread(
                () -> {
                    try {
                        while (output.readLine() != null) {
                            // Of no interest.
                        }
                    } catch (IOException e) {
                        // It has ended.
                    }
                },
                "emulator-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Where it is.
     *
     * @return the address, for path-style requests; any credentials will do
     */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Ends it. Idempotent. */
    @Override
    public void close() {
        process.destroy();
    }
}
