// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The log tells of a leadership in the order in which it happened. */
@Timeout(120)
@Isolated("listens to what the whole JVM logs")
class LogOrderTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int ROUNDS = 300;

    /** Held here, because a logger that nobody holds forgets its handlers. */
    private static final Logger LOGGER = Logger.getLogger("org.election4j");

    /** Keeps what is said about one candidate. */
    private static final class Lines extends Handler {
        private final List<String> kept = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getMessage().contains("candidate=in-a-hurry ")) {
                kept.add(record.getMessage().replaceAll(".* term=[0-9]+ ", "").replaceAll(":.*", ""));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void whoever_resigns_as_soon_as_it_leads_is_logged_to_lead_first() {
        Lines lines = new Lines();
        Level before = LOGGER.getLevel();
        LOGGER.setLevel(Level.INFO);
        LOGGER.addHandler(lines);
        try (InMemoryLeaseStore store =
                        InMemoryLeaseStore.builder().neverUsed(LEASE).build();
                Candidate candidate =
                        Candidate.builder(store).id("in-a-hurry").lease(LEASE).start()) {
            LeaderElector elector = candidate.elector("e").start();
            for (int i = 0; i < ROUNDS; i++) {
                while (!elector.isLeader()) {
                    Thread.onSpinWait();
                }
                elector.resign(Duration.ZERO).toCompletableFuture().join();
            }
            await().atMost(PATIENCE).until(() -> lines.kept.size() >= 3 * ROUNDS);
        } finally {
            LOGGER.removeHandler(lines);
            LOGGER.setLevel(before);
        }
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(lines.kept.subList(3 * i, 3 * i + 3))
                    .as("round %s", i)
                    .containsExactly("leads", "stops leading", "gave the leadership up");
        }
    }
}
