// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends signals that Java has no call for, through a shell that is up already: a leader is to be paused in the middle of an
 * append, which leaves no time to start a program. The shell's own {@code kill}, because not every machine has another.
 */
final class Signals implements AutoCloseable {

    private final Process shell;

    Signals() throws IOException {
        this.shell = new ProcessBuilder("sh").start();
    }

    /** Returns when the signal was sent. */
    synchronized void send(String signal, long pid) throws IOException {
        String command = "kill -" + signal + " " + pid + "; echo\n";
        shell.getOutputStream().write(command.getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().flush();
        if (shell.getInputStream().read() < 0) {
            throw new IOException("the shell that sends signals has ended");
        }
    }

    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
