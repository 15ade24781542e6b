// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.lang.System.LoggerFinder;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Saves the last lines of a JVM that logs through {@code java.util.logging}: a shutdown hook of that log takes all handlers
 * away while candidates still hand their leaderships on. What no handler can have taken is printed to the standard error,
 * where the default handler writes. A line that was written at that very moment may appear twice. Thread-safe.
 */
final class ShutdownLines {

    private static final String PROVIDER = "sun.util.logging.internal.LoggingProviderImpl";

    private final Logger logger;
    private volatile int threshold;

    private ShutdownLines(String name) {
        logger = Logger.getLogger(name);
        threshold = currentThreshold();
    }

    /** Looks after a logger; null if this JVM logs through something else. */
    static @Nullable ShutdownLines of(String name) {
        boolean used = LoggerFinder.getLoggerFinder().getClass().getName().equals(PROVIDER);
        return used ? new ShutdownLines(name) : null;
    }

    /** The line was given to the log. */
    void logged(System.Logger.Level level, String line, @Nullable Throwable cause) {
        if (!JvmShutdown.isUnderWay()) {
            threshold = currentThreshold();
        } else if (currentThreshold() == Level.OFF.intValue() && level.getSeverity() >= threshold) {
            LogRecord entry = new LogRecord(Level.parse(Integer.toString(level.getSeverity())), line);
            entry.setLoggerName(logger.getName());
            entry.setSourceClassName(logger.getName());
            entry.setThrown(cause);
            ConsoleHandler console = new ConsoleHandler();
            console.setLevel(Level.ALL);
            console.publish(entry);
        }
    }

    /** From which level on a line reaches a handler of the JDK; off if there is none. */
    private int currentThreshold() {
        int handled = Level.OFF.intValue();
        int passes = Integer.MIN_VALUE;
        boolean known = false;
        boolean inherits = true;
        for (Logger each = logger; each != null; each = each.getParent()) {
            Level level = each.getLevel();
            if (!known && level != null) {
                known = true;
                passes = level.intValue();
            }
            for (Handler handler : inherits ? each.getHandlers() : new Handler[0]) {
                // Another's handler, such as a bridge to the log of an application, has an end of its own.
                boolean ofTheJdk = handler.getClass().getPackageName().equals("java.util.logging");
                handled = ofTheJdk ? Math.min(handled, handler.getLevel().intValue()) : handled;
            }
            inherits &= each.getUseParentHandlers();
        }
        return Math.max(handled, passes);
    }
}
