// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The program behind {@code ./demo}. */
final class Demo {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final DemoOptions options;
    private final Terminal terminal;
    private final WorkDirectory directory;
    private @Nullable Guard guard;
    private @Nullable Stage stage;
    private volatile boolean closing;
    private final AtomicBoolean summedUp = new AtomicBoolean();

    private Demo(DemoOptions options, Terminal terminal, WorkDirectory directory) {
        this.options = options;
        this.terminal = terminal;
        this.directory = directory;
    }

    /** See {@link DemoOptions#usage}. */
    public static void main(String[] arguments) throws Exception {
        DemoOptions options;
        try {
            options = DemoOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(DemoOptions.usage());
            System.exit(MISUSED);
            return;
        }
        if (options.help()) {
            System.out.print(DemoOptions.usage());
            return;
        }
        Demo demo = new Demo(options, Terminal.find(), WorkDirectory.create());
        // Also on Ctrl-C and SIGTERM.
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> demo.clearAway(main), "clear away"));
        System.exit(demo.exitCode());
    }

    private int exitCode() throws InterruptedException {
        try {
            return run();
        } catch (Exception e) {
            // Ctrl-C reaches the server, too, which may be faster than we are.
            Thread.sleep(300);
            if (!closing) {
                directory.keepLogs();
                e.printStackTrace();
                System.err.println("the logs are in " + directory.path());
            }
            return FAILED;
        }
    }

    private int run() throws IOException, InterruptedException {
        System.out.println("starting " + options.store().title() + " and three candidates, lease "
                + options.lease().toMillis() + " ms ...");
        Stage open = open();
        for (int i = 0; i < 3; i++) {
            open.add();
        }
        View view = watch(open);
        if (!summedUp.compareAndSet(false, true)) {
            return FAILED;
        }
        Verdict verdict = new Verdict(view, options.store(), options.lease());
        verdict.lines().forEach(System.out::println);
        if (verdict.failures().isEmpty()) {
            return 0;
        }
        directory.keepLogs();
        System.out.println("the logs are in " + directory.path());
        return FAILED;
    }

    private View watch(Stage open) throws IOException, InterruptedException {
        if (options.script()) {
            return new Script(open, System.out).run();
        }
        View view = new Live(open, terminal).run();
        if (terminal.hasScreen()) {
            new TimelinePrinter(open.scene(), System.out).print();
        }
        return view;
    }

    /** Clearing away waits until this has returned, so nothing is started behind its back. */
    private synchronized Stage open() throws IOException {
        if (closing) {
            throw new IllegalStateException("closing");
        }
        guard = Guard.over(directory.path());
        Stage open = Stage.open(options.store(), options.lease(), directory.path());
        stage = open;
        return open;
    }

    private void clearAway(Thread main) {
        closing = true;
        main.interrupt();
        clearAway();
    }

    private synchronized void clearAway() {
        terminal.close();
        if (stage != null) {
            // Who ends it by a signal wants to know, too, what was seen.
            if (summedUp.compareAndSet(false, true)) {
                new Verdict(stage.scene().view(), options.store(), options.lease())
                        .lines()
                        .forEach(System.out::println);
            }
            stage.close();
        }
        if (guard != null) {
            guard.close();
        }
        // Whatever a start that failed half-way has left.
        List<ProcessHandle> left = ProcessHandle.current().descendants().toList();
        left.forEach(ProcessHandle::destroyForcibly);
        left.forEach(process -> process.onExit().join());
        directory.delete();
    }
}
