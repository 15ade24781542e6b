// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends what the engine logs to the logging of the application, to the last line. The engine writes to {@link System.Logger}, which
 * in a packed application ends in {@code java.util.logging}, whatever is on the class path: what the JVM looks up there it looks up in
 * the class path of the launcher, which has no dependencies. And {@code java.util.logging} drops its handlers as soon as the JVM begins to
 * end, while the elections are still being given up. A filter of a logger stays. Where the engine's log goes elsewhere, this does nothing.
 */
final class ApplicationLog implements AutoCloseable {

    /** Filters are not inherited. */
    private static final List<String> NAMES = List.of(
            "org.election4j",
            "org.election4j.jobs",
            "org.election4j.spi.HintWatch",
            "org.election4j.zookeeper.ZooKeeperHints");

    private final List<Redirected> loggers = new ArrayList<>();

    /** A logger, held fast because {@code java.util.logging} does not, and the filter it had before. */
    private record Redirected(
            Logger logger, Filter filter, @Nullable Filter before) {}

    ApplicationLog() {
        for (String name : NAMES) {
            Logger logger = Logger.getLogger(name);
            Filter before = logger.getFilter();
            Filter filter = line -> {
                write(line);
                return false;
            };
            loggers.add(new Redirected(logger, filter, before));
            logger.setFilter(filter);
        }
    }

    private static void write(LogRecord line) {
        LoggerFactory.getLogger(String.valueOf(line.getLoggerName()))
                .atLevel(level(line.getLevel().intValue()))
                .setCause(line.getThrown())
                .log(new SimpleFormatter().formatMessage(line));
    }

    private static Level level(int value) {
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARN;
        }
        if (value >= java.util.logging.Level.INFO.intValue()) {
            return Level.INFO;
        }
        return value >= java.util.logging.Level.FINE.intValue() ? Level.DEBUG : Level.TRACE;
    }

    /** Leaves the loggers as they were, unless another application in this JVM has taken them meanwhile. */
    @Override
    public void close() {
        for (Redirected each : loggers) {
            if (each.logger().getFilter() == each.filter()) {
                each.logger().setFilter(each.before());
            }
        }
    }
}
