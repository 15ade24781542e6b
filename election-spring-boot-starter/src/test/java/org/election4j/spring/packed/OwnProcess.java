// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.packed;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A JVM of its own, and all that it prints. */
final class OwnProcess implements AutoCloseable {

    /** What an application with elections in memory needs. Others would bring databases and web servers along. */
    private static final Pattern NEEDED = Pattern.compile("(spring-(boot|core|beans|context|aop|expression|jcl)"
            + "|spring-boot-autoconfigure|logback-.*|slf4j-api|jul-to-slf4j|log4j-.*|snakeyaml|micrometer-(commons|observation)"
            + "|commons-logging|jspecify|jakarta.annotation-api|election-.*)-[0-9].*\\.jar");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private OwnProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | RuntimeException e) {
            lines.add("(the output could not be read: " + e + ")");
        }
    }

    static OwnProcess java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(Arrays.asList(arguments));
        return new OwnProcess(command);
    }

    /** The class path of this test, as far as an application needs it: jars, and folders of classes. */
    static List<Path> classPath() {
        return classPath(NEEDED);
    }

    /** The same with jars that an application needs besides. */
    static List<Path> classPath(Pattern besides) {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(System.getProperty("path.separator")))
                .map(Path::of)
                .filter(path -> !path.toString().endsWith(".jar")
                        || NEEDED.matcher(path.getFileName().toString()).matches()
                        || besides.matcher(path.getFileName().toString()).matches())
                .toList();
    }

    String output() {
        return String.join("\n", lines);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGTERM. Not by the process itself, which would close the output that is still to come. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for the end of the process and of its output; gives its exit code. */
    int end() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("still running:\n" + output());
        }
        reader.join(TimeUnit.SECONDS.toMillis(10));
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
