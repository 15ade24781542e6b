// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import static java.util.Objects.requireNonNull;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hears what the engine logs: an error it did not expect is a violation, whatever else comes of it. */
final class EngineLogs extends Handler {

    /** Fibers inherit the story that started them. */
    private static final InheritableThreadLocal<@Nullable Story> LISTENING = new InheritableThreadLocal<>();

    private static final Logger ENGINE = listened();

    private static Logger listened() {
        Logger logger = Logger.getLogger("org.election4j");
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.INFO);
        logger.addHandler(new EngineLogs());
        return logger;
    }

    static void listen(Story story) {
        requireNonNull(ENGINE);
        LISTENING.set(story);
    }

    static void forget() {
        LISTENING.remove();
    }

    @Override
    public void publish(LogRecord entry) {
        Story story = LISTENING.get();
        String message = entry.getMessage();
        if (story == null || message == null) {
            return;
        }
        if (message.contains("unexpected error in the engine")) {
            story.referee().violate(Invariant.NO_INTERNAL_ERROR, message + ": " + entry.getThrown());
        } else if (message.contains("vanished or went back")) {
            story.tally().count(Sometimes.RECORD_QUARANTINED);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
