// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What was run, so that a failure can be looked for where it was found. */
final class Commit {

    private static final int MOST_SECONDS = 10;

    private Commit() {}

    /** The commit that is checked out in the working directory, marked if it was changed since; "unknown" without Git. */
    static String current() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean known = git.waitFor(MOST_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0 && !said.isEmpty();
            return known ? said : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
