// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import org.election4j.Candidate;

/** Closes a candidate when the JVM shuts down, so that a SIGTERM hands the leadership on instead of letting it run out. */
final class ShutdownHook {

    private final Thread thread;
    private final boolean wanted;

    ShutdownHook(Candidate candidate, boolean wanted) {
        this.thread = new Thread(candidate::close, "election4j-shutdown-" + candidate.id());
        this.wanted = wanted;
    }

    void install() {
        if (wanted) {
            Runtime.getRuntime().addShutdownHook(thread);
        }
    }

    void remove() {
        if (!wanted || Thread.currentThread() == thread) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // The JVM is shutting down already; the hook will find nothing left to do.
        }
    }
}
