// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * For how long one thread was ready to run and got no processor, as the kernel counts it. A thread that is stopped, or
 * waits for the JVM, is not ready: that is what tells a busy machine from a pause. Not thread-safe.
 *
 * <p>The file of the process is of no use: it is that of the first thread, which does nothing in a JVM.
 */
final class Scheduling {

    private final Path processes;
    private @Nullable Thread thread;
    private @Nullable Path file;

    /** Reads below the given directory, {@code /proc} unless in tests. */
    Scheduling(Path processes) {
        this.processes = processes;
    }

    /** From now on the calling thread is the one that is looked at. */
    void follow() {
        Thread current = Thread.currentThread();
        if (current == thread) {
            return;
        }
        thread = current;
        try {
            Path self = Files.readSymbolicLink(processes.resolve("thread-self"));
            file = processes.resolve(self).resolve("schedstat");
        } catch (IOException | RuntimeException e) {
            // No such operating system: whoever asks is told that nothing can be seen.
            file = null;
        }
    }

    /** Whether the calling thread is the one that is looked at. */
    boolean isFollowed() {
        return thread == null || thread == Thread.currentThread();
    }

    /** What has been waited since the thread began; empty if that cannot be seen. */
    OptionalLong waitedNanos() {
        Path readable = file;
        if (readable == null) {
            return OptionalLong.empty();
        }
        try {
            String[] numbers =
                    Files.readString(readable, StandardCharsets.US_ASCII).trim().split("\\s+", -1);
            // A kernel that does not count writes zeros; a thread that reads this has run at least once.
            boolean counts = numbers.length == 3 && Long.parseLong(numbers[2]) > 0;
            return counts ? OptionalLong.of(Long.parseLong(numbers[1])) : OptionalLong.empty();
        } catch (IOException | RuntimeException e) {
            // The thread has ended, or this is another kind of file: not seen, which the caller tells.
            return OptionalLong.empty();
        }
    }
}
