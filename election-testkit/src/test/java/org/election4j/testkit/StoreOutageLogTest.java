// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.LeaseStoreException;
import org.election4j.testkit.FakeCluster.Member;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What the log says about a store that cannot be used, and about those who wait: enough, and not too often. */
@Isolated("listens to what the whole JVM logs")
class StoreOutageLogTest {

    /** Held here, because a logger that nobody holds forgets its handlers. */
    private static final Logger LOGGER = Logger.getLogger("org.election4j");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            records.add(entry);
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
        LOGGER.setLevel(Level.INFO);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void restore() {
        LOGGER.removeHandler(handler);
        LOGGER.setLevel(before);
    }

    @Test
    void a_store_that_refuses_this_client_is_told_at_once_with_the_root_cause() {
        FakeCluster cluster = new FakeCluster();
        Member a = cluster.member("refused");
        fail(a, new AccessRefusedException("password authentication failed (SQLSTATE 28P01)", null));
        cluster.advance(Duration.ofSeconds(1));
        assertThat(lines(a, Level.WARNING, "cannot use the store"))
                .singleElement()
                .asString()
                .contains("28P01");
        assertThat(a.elector.status().lastError()).contains("28P01");
    }

    @Test
    void any_other_outage_is_told_after_a_lease_and_its_end_once() {
        FakeCluster cluster = new FakeCluster();
        Member a = cluster.member("outage");
        cluster.stepUntil(a::leads);
        fail(a, new LeaseStoreException("connection refused", null));
        cluster.advance(leases(0.9));
        assertThat(lines(a, Level.WARNING, "cannot use the store")).isEmpty();
        cluster.advance(leases(1));
        assertThat(lines(a, Level.WARNING, "cannot use the store"))
                .singleElement()
                .asString()
                .contains("connection refused");
        a.faults.clear();
        cluster.advance(leases(2));
        assertThat(lines(a, Level.INFO, "can use the store")).hasSize(1);
    }

    @Test
    void a_short_disturbance_is_not_told() {
        FakeCluster cluster = new FakeCluster();
        Member a = cluster.member("short");
        cluster.stepUntil(a::leads);
        for (int i = 0; i < 10; i++) {
            fail(a, new LeaseStoreException("connection refused", null));
            cluster.advance(leases(0.3));
            a.faults.clear();
            cluster.advance(leases(1));
        }
        assertThat(lines(a, Level.WARNING, "cannot use the store")).isEmpty();
        assertThat(lines(a, Level.INFO, "can use the store")).isEmpty();
    }

    @Test
    void a_day_without_the_store_makes_some_thirty_lines_and_no_flood() {
        FakeCluster cluster = new FakeCluster();
        Member a = cluster.member("day");
        fail(a, new LeaseStoreException("connection refused", null));
        cluster.advance(Duration.ofDays(1));
        assertThat(lines(a, Level.WARNING, "cannot use the store")).hasSizeBetween(20, 40);
    }

    @Test
    void whoever_stands_by_says_once_whom_it_follows() {
        FakeCluster cluster = new FakeCluster();
        Member a = cluster.member("first");
        cluster.stepUntil(a::leads);
        Member b = cluster.member("second");
        cluster.advance(leases(10));
        assertThat(lines(b, Level.INFO, "follows 'first'")).hasSize(1);
        assertThat(lines(a, Level.INFO, "follows")).isEmpty();
    }

    @Test
    void whoever_waits_for_a_new_namespace_says_until_when() {
        FakeCluster cluster = new FakeCluster(builder -> builder.epoch("1"));
        Member a = cluster.member("new");
        cluster.stepUntil(a::leads);
        assertThat(lines(a, Level.INFO, "no election changes before")).hasSize(1);
    }

    private static void fail(Member member, RuntimeException error) {
        for (StoreOperation operation : StoreOperation.values()) {
            member.faults.always(operation, new Fault.ErrorBefore(error));
        }
    }

    private List<String> lines(Member member, Level level, String part) {
        return records.stream()
                .filter(entry -> entry.getLevel().equals(level))
                .map(LogRecord::getMessage)
                .filter(line -> line.contains("candidate=" + member.id) && line.contains(part))
                .toList();
    }
}
