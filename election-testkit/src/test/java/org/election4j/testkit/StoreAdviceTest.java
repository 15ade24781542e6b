// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.election4j.LeaderElector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What a store advises reaches the operator. */
@Isolated
@Timeout(60)
class StoreAdviceTest {

    private static final Duration LEASE = Duration.ofSeconds(1);

    /** Held here, because a logger that nobody holds forgets its handlers. */
    private static final Logger LOGGER = Logger.getLogger("org.election4j");

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
    void what_a_store_advises_is_one_warning_per_sentence_and_costs_no_leadership() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        DelegatingLeaseStore store = new DelegatingLeaseStore(
                InMemoryLeaseStore.builder().neverUsed(LEASE).build()) {
            @Override
            public List<String> advice() {
                if (asked.incrementAndGet() == 1) {
                    throw new IllegalStateException("not yet");
                }
                return List.of("the pool is small", "the wire is long");
            }
        };
        try (LeaderElector elector =
                LeaderElector.builder(store, "e").id("advised").lease(LEASE).start()) {
            assertThat(elector.awaitLeadership(Duration.ofSeconds(20))).isPresent();
            await().until(() -> asked.get() > 4);
            await().until(() -> told().size() >= 2);
        }
        assertThat(told()).containsExactly("candidate=advised the pool is small", "candidate=advised the wire is long");
    }

    private List<String> told() {
        return warnings.stream()
                .filter(line -> line.contains("candidate=advised the "))
                .toList();
    }
}
