// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.leases;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What the log of the winner tells about the loser, whose own log may be lost. */
@Isolated("listens to what the whole JVM logs")
class TakeoverLineTest {

    /** Held here, because a logger that nobody holds forgets its handlers. */
    private static final Logger LOGGER = Logger.getLogger("org.election4j");

    private static final class Lines extends Handler {
        private final List<String> kept = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            kept.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void the_winner_tells_how_long_the_loser_was_silent_and_where_it_is() {
        Lines lines = new Lines();
        Level before = LOGGER.getLevel();
        LOGGER.setLevel(Level.INFO);
        LOGGER.addHandler(lines);
        try {
            FakeCluster cluster = new FakeCluster();
            FakeCluster.Member a = cluster.member("a");
            FakeCluster.Member b = cluster.member("b");
            cluster.elect(a, b);
            a.process.kill();
            cluster.advance(leases(3));
            assertThat(b.leads()).isTrue();
        } finally {
            LOGGER.removeHandler(lines);
            LOGGER.setLevel(before);
        }
        assertThat(lines.kept)
                .filteredOn(line -> line.contains("ended the session"))
                .singleElement()
                .asString()
                .startsWith("candidate=b ended the session of 'a' at address of a: silent for PT1")
                .contains("its last heartbeat was seen at ");
    }
}
