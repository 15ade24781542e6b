// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The program behind {@code ./demo}. */
final class Demo {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final DemoOptions options;
    private final Terminal terminal;
    private final WorkDirectory directory;
    private final AtomicReference<@Nullable Stage> open = new AtomicReference<>();

    private Demo(DemoOptions options, Terminal terminal, WorkDirectory directory) {
        this.options = options;
        this.terminal = terminal;
        this.directory = directory;
    }

    /** See {@link DemoOptions#USAGE}. */
    public static void main(String[] arguments) throws Exception {
        DemoOptions options;
        try {
            options = DemoOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(DemoOptions.USAGE);
            System.exit(MISUSED);
            return;
        }
        if (options.help()) {
            System.out.println(DemoOptions.USAGE);
            return;
        }
        Demo demo = new Demo(options, Terminal.find(), WorkDirectory.create());
        // Also on Ctrl-C and SIGTERM.
        Runtime.getRuntime().addShutdownHook(new Thread(demo::clearAway, "clear away"));
        System.exit(demo.run());
    }

    private int run() throws IOException, InterruptedException, SQLException {
        System.out.println("starting a PostgreSQL and three candidates, lease "
                + options.lease().toMillis() + " ms ...");
        Stage stage = Stage.open(options.lease(), directory.path());
        open.set(stage);
        for (int i = 0; i < 3; i++) {
            stage.add();
        }
        View view = options.script() ? new Script(stage, System.out).run() : new Live(stage, terminal).run();
        if (terminal.hasScreen() && !options.script()) {
            new TimelinePrinter(stage.scene(), System.out).print();
        }
        Verdict verdict = new Verdict(view, options.lease());
        verdict.lines().forEach(System.out::println);
        if (verdict.failures().isEmpty()) {
            return 0;
        }
        directory.keepLogs();
        System.out.println("the logs are in " + directory.path());
        return FAILED;
    }

    private void clearAway() {
        terminal.close();
        Stage stage = open.get();
        if (stage != null) {
            stage.close();
        }
        sweep();
        directory.delete();
    }

    /** Whatever had only just been started. Two looks, because the main thread may be about to start one more. */
    private static void sweep() {
        for (int look = 0; look < 2; look++) {
            List<ProcessHandle> left = ProcessHandle.current().descendants().toList();
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(process -> process.onExit().join());
        }
    }
}
