// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Shows the election until somebody quits, and does to it what the keys say. */
final class Live {

    private static final char QUIT = 'q';

    /** Ctrl-C, which is a key like any other while the terminal is ours. */
    private static final char INTERRUPT = 3;

    private final Stage stage;
    private final Terminal terminal;
    private final Screen screen;
    private final TimelinePrinter printer;
    private final BlockingQueue<Character> keys = new LinkedBlockingQueue<>();

    Live(Stage stage, Terminal terminal) {
        this.stage = stage;
        this.terminal = terminal;
        this.screen = new Screen(stage.store().title(), stage.lease());
        this.printer = new TimelinePrinter(stage.scene(), System.out);
    }

    View run() throws IOException, InterruptedException {
        if (!terminal.hasKeys()) {
            System.out.println(Screen.KEYS + "; each with Enter. Unattended: --script");
        }
        readKeys();
        terminal.open();
        try {
            Character key = null;
            while (key == null || (key != QUIT && key != INTERRUPT)) {
                if (key != null) {
                    obey(key);
                }
                show();
                key = keys.poll(100, TimeUnit.MILLISECONDS);
            }
        } finally {
            terminal.close();
        }
        stage.countNow();
        return stage.scene().view();
    }

    private void readKeys() {
        Thread reader = new Thread(
                () -> {
                    try {
                        int key = System.in.read();
                        while (key >= 0) {
                            keys.add(Character.toLowerCase((char) key));
                            key = System.in.read();
                        }
                    } catch (IOException e) {
                        // No more keys.
                    }
                    keys.add(QUIT);
                },
                "keys");
        reader.setDaemon(true);
        reader.start();
    }

    private void obey(char key) throws IOException, InterruptedException {
        switch (key) {
            case 'k' -> disturb(Disturbance.KILL);
            case 'p' -> disturb(Disturbance.PAUSE);
            case 'd' -> disturb(Disturbance.CUT);
            case 'r' -> disturb(Disturbance.RESIGN);
            case 'a' -> stage.add();
            default -> {
                // Not a key of ours, or the Enter after it.
            }
        }
    }

    private void disturb(Disturbance disturbance) throws IOException, InterruptedException {
        var unused = stage.disturb(disturbance);
    }

    private void show() throws IOException, InterruptedException {
        if (terminal.hasScreen()) {
            terminal.paint(screen.lines(
                    stage.scene().view(), stage.scene().timelineEnd(Screen.TIMELINE_LINES), terminal.rows()));
        } else {
            printer.print();
        }
    }
}
