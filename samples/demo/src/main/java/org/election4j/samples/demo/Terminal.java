// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The terminal, if there is one: keys without Enter, and a screen of its own that leaves no trace. */
final class Terminal implements AutoCloseable {

    private static final String ENTER_SCREEN = "\033[?1049h\033[?25l\033[?7l";
    private static final String LEAVE_SCREEN = "\033[?7h\033[?25h\033[?1049l";

    /** Of a terminal that does not tell. */
    private static final int ROWS = 24;

    private static final long ASK_AGAIN_NANOS = 1_000_000_000;

    private final boolean keys;
    private final boolean screen;
    private String before = "";
    private int rows = ROWS;
    private long rowsAskedNanos;
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
            // Without -isig, Ctrl-C would also end the candidates, and nobody would sum up.
            shell("stty -icanon -echo -isig min 1 < /dev/tty");
        }
        if (screen) {
            askRows();
            print(ENTER_SCREEN);
        }
    }

    /** How many lines fit; people resize terminals, so it is asked again now and then. */
    synchronized int rows() throws IOException, InterruptedException {
        if (System.nanoTime() - rowsAskedNanos >= ASK_AGAIN_NANOS) {
            askRows();
        }
        return rows;
    }

    private void askRows() throws IOException, InterruptedException {
        String[] size = shell("stty size < /dev/tty").output().trim().split(" ", -1);
        rows = size.length == 2 && !size[0].equals("0") ? Integer.parseInt(size[0]) : ROWS;
        rowsAskedNanos = System.nanoTime();
    }

    /** Paints the whole screen anew. */
    synchronized void paint(Iterable<String> lines) {
        if (!open) {
            return;
        }
        StringBuilder text = new StringBuilder("\033[H");
        // No line break after the last line: it would scroll the first one away.
        text.append(String.join("\033[K\n", lines)).append("\033[K\033[J");
        print(text.toString());
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
