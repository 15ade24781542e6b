// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.PrintStream;
import java.util.List;

/** Prints the timeline as it grows, one line after the other. */
final class TimelinePrinter {

    private final Scene scene;
    private final PrintStream out;
    private int printed;

    TimelinePrinter(Scene scene, PrintStream out) {
        this.scene = scene;
        this.out = out;
    }

    void print() {
        List<String> lines = scene.timelineFrom(printed);
        lines.forEach(out::println);
        printed += lines.size();
    }
}
