// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.election4j.spi.Attempt;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.testkit.ScriptedElector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** A store of ticks that cannot work is told once, with what to change, and not with every look. */
@Isolated
@Timeout(60)
class MissingTickTableTest {

    /** Held here, because a logger that nobody holds forgets its handlers. */
    private static final Logger LOGGER = Logger.getLogger("org.election4j.jobs");

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().equals(Level.WARNING)) {
                warnings.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Level before = Level.OFF;

    @BeforeEach
    void listen() {
        before = LOGGER.getLevel();
        LOGGER.setLevel(Level.WARNING);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void restore() {
        LOGGER.removeHandler(handler);
        LOGGER.setLevel(before);
    }

    @Test
    void a_missing_table_is_one_warning_that_says_what_to_run_also_on_a_standby() {
        WithoutTable store = new WithoutTable();
        ScriptedElector elector = new ScriptedElector("e");
        try (Jobs jobs = Jobs.builder(elector).ticks(store).build()) {
            jobs.oncePerTick("report", Schedule.every(Duration.ofMillis(100))).start(run -> {});
            await("the standby is told").atMost(Duration.ofSeconds(50)).until(() -> warnings.size() == 1);
            assertThat(warnings.get(0)).contains("election=e", "job=report", "create it with ticks.sql");
            elector.grant();
            await("looks that fail").until(() -> store.reads.get() >= 3);
        }
        assertThat(warnings).hasSize(1);
    }

    private static final class WithoutTable implements TickStore {

        private final AtomicInteger reads = new AtomicInteger();

        @Override
        public void probe(Attempt attempt) {
            throw new UnsafeStoreException("table election_tick does not exist; create it with ticks.sql");
        }

        @Override
        public TickRead read(String job, Attempt attempt) {
            reads.incrementAndGet();
            return new TickRead.Unknown(new IllegalStateException("relation does not exist"));
        }

        @Override
        public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
            return new TickWrite.Unknown(new IllegalStateException("relation does not exist"));
        }

        @Override
        public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
            return new TickWrite.Unknown(new IllegalStateException("relation does not exist"));
        }

        @Override
        public TickWrite pause(TickPause pause, Attempt attempt) {
            return new TickWrite.Unknown(new IllegalStateException("relation does not exist"));
        }

        @Override
        public TickWrite resume(String job, Attempt attempt) {
            return new TickWrite.Unknown(new IllegalStateException("relation does not exist"));
        }

        @Override
        public String describe() {
            return "without table";
        }
    }
}
