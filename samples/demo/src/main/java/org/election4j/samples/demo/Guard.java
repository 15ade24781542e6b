// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Clears away after a JVM that could not do it itself, because it was killed: a shell that sees the end of its input, stops
 * the server and deletes the directory. Candidates see the same and end by themselves.
 */
final class Guard implements AutoCloseable {

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            read nothing
            for file in "$0/data/postmaster.pid" "$0/server.pid"; do
                if pid=$(head -n 1 "$file"); then
                    kill -INT "$pid"
                    while kill -0 "$pid"; do sleep 1; done
                fi
            done
            rm -rf "$0"
            """;

    private final Process shell;

    private Guard(Process shell) {
        this.shell = shell;
    }

    /** Guards a directory that may hold a server's data. */
    static Guard over(Path directory) throws IOException {
        return new Guard(new ProcessBuilder("sh", "-c", SCRIPT, directory.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** All is cleared away. */
    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
