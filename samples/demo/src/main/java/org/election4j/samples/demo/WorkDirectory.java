// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory for the server's data and everybody's logs. */
final class WorkDirectory {

    private final Path path;
    private volatile boolean logsKept;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    static WorkDirectory create() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("election4j-demo-"));
    }

    Path path() {
        return path;
    }

    /** From now on {@link #delete} leaves the logs where they are. */
    void keepLogs() {
        logsKept = true;
    }

    /** Deletes what is there; may be called twice. */
    void delete() {
        try (Stream<Path> files = Files.walk(path)) {
            files.sorted(Comparator.reverseOrder()).filter(this::mayGo).forEach(WorkDirectory::deleteOne);
        } catch (IOException e) {
            // Deleted already.
        }
    }

    private boolean mayGo(Path file) {
        return !logsKept || !(file.equals(path) || file.toString().endsWith(".log"));
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.err.println("left behind: " + file);
        }
    }
}
