// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** A full disk, a stopped terminal: whoever writes a log line may have to wait for long. */
@Timeout(120)
@Isolated("blocks the log of the whole JVM")
class BlockedLogTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Held here, because a logger that nobody holds forgets its handlers. */
    private static final Logger LOGGER = Logger.getLogger("org.election4j");

    private final HangingLeaseStore store =
            new HangingLeaseStore(InMemoryLeaseStore.builder().neverUsed(LEASE).build());
    private final CountDownLatch unblocked = new CountDownLatch(1);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            try {
                unblocked.await();
                lines.add(record.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Level before = Level.OFF;

    @BeforeEach
    void block() {
        before = LOGGER.getLevel();
        LOGGER.setLevel(Level.INFO);
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void restore() {
        unblocked.countDown();
        store.free();
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
        LOGGER.setLevel(before);
    }

    @Test
    void a_log_that_blocks_holds_up_neither_leadership_nor_heartbeats_nor_the_stop_signal() throws Exception {
        Candidate candidate =
                Candidate.builder(store).id("blocked").lease(LEASE).start();
        LeaderElector one = candidate.elector("one").start();
        LeaderElector two = candidate.elector("two").start();
        Leadership first = one.awaitLeadership(PATIENCE).orElseThrow();
        Leadership second = two.awaitLeadership(PATIENCE).orElseThrow();
        int beats = candidate.status().heartbeats().size();
        await("heartbeats go on")
                .atMost(PATIENCE)
                .until(() -> candidate.status().heartbeats().size() > beats + 2);

        store.hang();

        await("both are told to stop")
                .atMost(PATIENCE)
                .until(() -> first.stopSignal().toCompletableFuture().isDone()
                        && second.stopSignal().toCompletableFuture().isDone());
        assertThat(lines).as("nothing was written yet").isEmpty();
        store.free();
        candidate.close();
        unblocked.countDown();
        await("nothing is lost, and all is in order")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(lines)
                        .filteredOn(line -> line.contains("election=one"))
                        .extracting(
                                line -> line.replaceAll(".* term=[0-9]+ ", "").replaceAll(":.*", ""))
                        .startsWith("leads", "stops leading"));
    }
}
