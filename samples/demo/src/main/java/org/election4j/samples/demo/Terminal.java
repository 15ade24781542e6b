// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The terminal, if there is one: keys without Enter, and a screen of its own that leaves no trace. */
final class Terminal implements AutoCloseable {

    private static final String ENTER_SCREEN = "\033[?1049h\033[?25l\033[?7l";
    private static final String LEAVE_SCREEN = "\033[?7h\033[?25h\033[?1049l";

    private final boolean keys;
    private final boolean screen;
    private String before = "";
    private boolean open;
    private boolean closed;

    private Terminal(boolean keys, boolean screen) {
        this.keys = keys;
        this.screen = screen;
    }

    /** Looks whether standard input and output are terminals, and changes nothing yet. */
    static Terminal find() throws IOException, InterruptedException {
        return new Terminal(
                shell("test -t 0").exitCode() == 0, shell("test -t 1").exitCode() == 0);
    }

    /** Whether the screen may be painted, rather than printed to. */
    boolean hasScreen() {
        return screen;
    }

    /** Whether keys come without Enter. */
    boolean hasKeys() {
        return keys;
    }

    synchronized void open() throws IOException, InterruptedException {
        if (closed) {
            return;
        }
        open = true;
        if (keys) {
            before = shell("stty -g < /dev/tty").output().trim();
            shell("stty -icanon -echo min 1 < /dev/tty");
        }
        if (screen) {
            print(ENTER_SCREEN);
        }
    }

    /** Paints the whole screen anew. */
    synchronized void paint(Iterable<String> lines) {
        if (!open) {
            return;
        }
        StringBuilder text = new StringBuilder("\033[H");
        lines.forEach(line -> text.append(line).append("\033[K\n"));
        print(text.append("\033[J").toString());
    }

    /** Puts everything back, for good; may be called twice, also when it was not opened. */
    @Override
    public synchronized void close() {
        closed = true;
        if (!open) {
            return;
        }
        open = false;
        if (screen) {
            print(LEAVE_SCREEN);
        }
        if (keys) {
            restoreKeys();
        }
    }

    private void restoreKeys() {
        try {
            shell("stty " + before + " < /dev/tty");
        } catch (IOException e) {
            System.err.println("run 'stty sane' to get your terminal back: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void print(String text) {
        System.out.print(text);
        System.out.flush();
    }

    private record Result(int exitCode, String output) {}

    /** With our own standard input; standard output, too, where the question is about it. */
    private static Result shell(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectInput(ProcessBuilder.Redirect.INHERIT);
        if (command.startsWith("test")) {
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
