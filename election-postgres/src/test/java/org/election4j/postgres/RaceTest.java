// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.find;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Many candidates, few records. */
@Timeout(120)
class RaceTest {

    private static final int CANDIDATES = 200;

    private final Namespace namespace = Namespace.fresh();
    private final ExecutorService threads = Executors.newFixedThreadPool(CANDIDATES);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void one_of_two_hundred_candidates_wins_each_round() throws Exception {
        try (HikariDataSource pool = pool(TestServer.dataSource());
                LeaseStore store = new PostgresLeaseStore(pool, namespace.options)) {
            Version version = null;
            for (int round = 1; round <= 5; round++) {
                Version expected = version;
                int term = round;
                List<WriteOutcome> outcomes = race(i -> store.compareAndSet(
                        namespace.change(expected, namespace.held("contested", term, UUID.randomUUID())), attempt()));
                assertThat(outcomes).noneMatch(WriteOutcome.Unknown.class::isInstance);
                assertThat(outcomes)
                        .filteredOn(WriteOutcome.Applied.class::isInstance)
                        .hasSize(1);
                version = find(store, new RecordKey.Election("contested")).version();
            }
        }
    }

    @Test
    @Tag("direct-session")
    void under_repeatable_read_a_lost_race_may_be_unknown_but_is_never_won_twice() throws Exception {
        PGSimpleDataSource strict = TestServer.dataSource();
        strict.setOptions("-c default_transaction_isolation=repeatable\\ read");
        try (HikariDataSource pool = pool(strict);
                LeaseStore store = new PostgresLeaseStore(pool, namespace.options)) {
            Version version = null;
            for (int round = 1; round <= 5; round++) {
                Version expected = version;
                int term = round;
                List<WriteOutcome> outcomes = race(i -> store.compareAndSet(
                        namespace.change(expected, namespace.held("contested", term, UUID.randomUUID())), attempt()));
                assertThat(outcomes)
                        .filteredOn(WriteOutcome.Applied.class::isInstance)
                        .hasSize(1);
                version = find(store, new RecordKey.Election("contested")).version();
            }
        }
    }

    @Test
    void batches_in_any_order_with_any_expectation_never_deadlock() throws Exception {
        List<String> names =
                IntStream.range(0, 40).mapToObj(i -> "election-" + i).toList();
        String deadlocksBefore = deadlocks();
        try (HikariDataSource pool = pool(TestServer.dataSource());
                LeaseStore store = new PostgresLeaseStore(pool, namespace.options)) {
            for (int round = 0; round < 8; round++) {
                Map<String, Version> known = known(store, names);
                List<List<WriteOutcome>> all = race(i -> store.compareAndSetAll(batch(names, known, i), attempt()));
                assertThat(all)
                        .allSatisfy(outcomes -> assertThat(outcomes).noneMatch(WriteOutcome.Unknown.class::isInstance));
            }
        }
        assertThat(deadlocks()).isEqualTo(deadlocksBefore);
    }

    /** Every third expectation is wrong: rows taken for absent that are there, and the other way round. */
    private List<CompareAndSet> batch(List<String> names, Map<String, Version> known, int seed) {
        List<String> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, new Random(seed));
        List<CompareAndSet> batch = new ArrayList<>();
        for (String name : shuffled) {
            Version wrong = known.containsKey(name) ? null : Version.of(UUID.randomUUID());
            Version expected = (name.hashCode() + seed) % 3 == 0 ? wrong : known.get(name);
            batch.add(namespace.change(expected, namespace.held(name, 1, UUID.randomUUID())));
        }
        return batch;
    }

    private static Map<String, Version> known(LeaseStore store, List<String> names) {
        Map<String, Version> known = new HashMap<>();
        for (StoredRecord stored : ((ListOutcome.Listed) store.list(RecordKind.ELECTION, attempt())).records()) {
            ElectionRecord record = (ElectionRecord) stored.record();
            if (names.contains(record.name())) {
                known.put(record.name(), stored.version());
            }
        }
        return known;
    }

    private String deadlocks() {
        return namespace.ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    private interface Racer<T> {
        T run(int number);
    }

    private <T> List<T> race(Racer<T> racer) throws Exception {
        List<Callable<T>> racers = new ArrayList<>();
        for (int i = 0; i < CANDIDATES; i++) {
            int number = i;
            racers.add(() -> racer.run(number));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(racers)) {
            results.add(future.get());
        }
        return results;
    }

    /** Fewer connections than racers: enough for every statement to meet others. */
    private static HikariDataSource pool(PGSimpleDataSource source) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(50);
        config.setConnectionTimeout(20_000);
        HikariDataSource pool = new HikariDataSource(config);
        try (Connection warm = pool.getConnection()) {
            assertThat(warm.isValid(1)).isTrue();
        }
        return pool;
    }
}
