// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Every disturbance once, unattended. */
final class Script {

    /** What starting a JVM or two may take on a busy machine. */
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private static final Duration QUIET = Duration.ofMillis(1_500);

    private final Stage stage;
    private final TimelinePrinter printer;

    Script(Stage stage, PrintStream out) {
        this.stage = stage;
        this.printer = new TimelinePrinter(stage.scene(), out);
    }

    /** Runs to the end, and returns what it has come to. */
    View run() throws IOException, InterruptedException {
        if (!await(START_LIMIT, () -> stage.scene().leader().isPresent())) {
            stage.scene().failed("nobody led within " + START_LIMIT.toSeconds() + " s");
            return finish();
        }
        pass(QUIET);
        disturb(Disturbance.KILL);
        stage.add();
        disturb(Disturbance.PAUSE);
        disturb(Disturbance.CUT);
        disturb(Disturbance.RESIGN);
        return finish();
    }

    private View finish() throws IOException, InterruptedException {
        stage.countNow();
        pass(Duration.ofMillis(200));
        return stage.scene().view();
    }

    private void disturb(Disturbance disturbance) throws IOException, InterruptedException {
        Duration limit = disturbance.limit(stage.store(), stage.lease());
        Optional<Change.Fault> fault = stage.disturb(disturbance);
        if (fault.isEmpty()) {
            stage.scene().failed("nobody led, so there was nobody to " + disturbance.words());
            return;
        }
        boolean inTime = await(
                limit.plusMillis(500),
                () -> stage.scene().view().changeAfter(fault.get()).isPresent());
        long tookMillis = stage.scene()
                .view()
                .changeAfter(fault.get())
                .map(Change::takeoverMillis)
                .orElse(Long.MAX_VALUE);
        if (!inTime || tookMillis > limit.toMillis()) {
            stage.scene().failed("nobody led within " + limit.toMillis() + " ms after " + disturbance.words());
        }
        await(stage.lease().multipliedBy(2), () -> stage.scene().view().isWell());
        pass(QUIET);
    }

    private void pass(Duration time) throws InterruptedException {
        boolean unused = await(time, () -> false);
    }

    private boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            printer.print();
            if (System.nanoTime() - startNanos > limit.toNanos()) {
                return false;
            }
            Thread.sleep(20);
        }
        printer.print();
        return true;
    }
}
