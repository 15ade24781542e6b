// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;

/** Many threads on few records, through one handle and through several. */
abstract class RaceContract extends SweepContract {

    private static final int RACERS = 8;
    private static final int ROUNDS = 20;

    @Test
    void one_of_many_creates_lands() {
        for (int round = 0; round < ROUNDS; round++) {
            SessionRecord session = session();
            assertOneLands(() -> new CompareAndSet(null, renewed(session), epochGuard()));
        }
    }

    @Test
    void one_of_many_replacements_lands() {
        SessionRecord session = session();
        Version version = create(session);
        for (int round = 0; round < ROUNDS; round++) {
            Version expected = version;
            version = assertOneLands(() -> new CompareAndSet(expected, renewed(session), epochGuard()));
        }
    }

    @Test
    void one_of_many_acquisitions_lands() {
        settledGuard();
        for (int round = 0; round < ROUNDS; round++) {
            String name = "election-" + round;
            Version created = assertOneLands(() -> new CompareAndSet(null, held(name, 1), settledGuard()));
            assertOneLands(() -> new CompareAndSet(created, held(name, 2), settledGuard()));
        }
    }

    @Test
    void one_of_many_settlements_lands() {
        assertOneLands(() -> new CompareAndSet(null, storeRecord(epoch(), StoreRecord.State.NEW), epochGuard()));
    }

    @Test
    void no_applied_write_is_lost() {
        create(held(ELECTION, 1));
        AtomicInteger applied = new AtomicInteger();
        AtomicInteger unknown = new AtomicInteger();
        race(handle -> {
            for (int round = 0; round < ROUNDS; round++) {
                WriteOutcome outcome = raiseTerm(handle);
                applied.addAndGet(outcome instanceof WriteOutcome.Applied ? 1 : 0);
                unknown.addAndGet(outcome instanceof WriteOutcome.Unknown ? 1 : 0);
            }
            return applied;
        });
        long raised = ((ElectionRecord) find(new RecordKey.Election(ELECTION)).record()).term() - 1;
        assertThat(raised).isBetween((long) applied.get(), (long) applied.get() + unknown.get());
        assertThat(applied.get()).isPositive();
    }

    @Test
    void one_of_many_batches_lands_at_each_record() {
        List<String> names = List.of("a", "b", "c", "d", "e", "f");
        settledGuard();
        for (int round = 0; round < ROUNDS; round++) {
            int term = round + 1;
            Map<String, AtomicInteger> applied = new ConcurrentHashMap<>();
            Map<String, Version> current = versions(names);
            AtomicInteger turn = new AtomicInteger();
            race(handle -> acquireAll(handle, inTurn(names, turn.getAndIncrement()), current, term, applied));
            for (String name : names) {
                assertThat(applied.get(name)).as("batches that took %s", name).hasValue(1);
            }
        }
    }

    @Test
    void one_of_many_deletions_lands() {
        for (int round = 0; round < ROUNDS; round++) {
            StoredRecord ended = endedSession();
            List<Integer> deleted = race(handle -> delete(handle, ended));
            assertThat(deleted.stream().mapToInt(Integer::intValue).sum()).isOne();
            assertAbsent(ended.record().key());
        }
    }

    @Test
    void a_deletion_and_a_replacement_do_not_both_land() {
        for (int round = 0; round < ROUNDS; round++) {
            StoredRecord ended = endedSession();
            SessionRecord next = renewed((SessionRecord) ended.record());
            CompareAndSet replacement = new CompareAndSet(ended.version(), next, epochGuard());
            AtomicInteger turn = new AtomicInteger();
            List<Integer> landed = race(handle -> turn.getAndIncrement() % 2 == 0
                    ? delete(handle, ended)
                    : handle.compareAndSet(replacement, attempt()) instanceof WriteOutcome.Applied ? 1 : 0);
            assertThat(landed.stream().mapToInt(Integer::intValue).sum()).isOne();
        }
    }

    private int delete(LeaseStore handle, StoredRecord ended) {
        return pass(handle, 1_000, Set.of(ended.version()), epochGuard()).deleted();
    }

    /** Lets all racers make a write of their own and expects one to land and to stay. */
    private Version assertOneLands(Supplier<CompareAndSet> write) {
        epochGuard();
        List<CompareAndSet> writes = Collections.synchronizedList(new ArrayList<>());
        List<WriteOutcome> outcomes = race(handle -> {
            CompareAndSet mine = write.get();
            writes.add(mine);
            return handle.compareAndSet(mine, attempt());
        });
        List<WriteOutcome> applied =
                outcomes.stream().filter(WriteOutcome.Applied.class::isInstance).toList();
        assertThat(applied).as("applied among %s", outcomes).hasSize(1);
        Version winner = versionOf(applied.get(0));
        assertThat(find(writes.get(0).next().key()).version()).isEqualTo(winner);
        return winner;
    }

    private WriteOutcome raiseTerm(LeaseStore handle) {
        StoredRecord stored = found(handle.read(new RecordKey.Election(ELECTION), attempt()));
        long next = ((ElectionRecord) stored.record()).term() + 1;
        return handle.compareAndSet(
                new CompareAndSet(stored.version(), held(ELECTION, next), settledGuard()), attempt());
    }

    private Map<String, Version> versions(List<String> names) {
        Map<String, Version> versions = new HashMap<>();
        for (String name : names) {
            if (store().read(new RecordKey.Election(name), attempt()) instanceof ReadOutcome.Found found) {
                versions.put(name, found.stored().version());
            }
        }
        return versions;
    }

    private List<WriteOutcome> acquireAll(
            LeaseStore handle,
            List<String> names,
            Map<String, Version> current,
            long term,
            Map<String, AtomicInteger> applied) {
        List<CompareAndSet> writes = names.stream()
                .map(name -> new CompareAndSet(current.get(name), held(name, term), settledGuard()))
                .toList();
        List<WriteOutcome> outcomes = handle.compareAndSetAll(writes, attempt());
        for (int i = 0; i < names.size(); i++) {
            assertThat(outcomes.get(i)).as("a deadlock?").isNotInstanceOf(WriteOutcome.Unknown.class);
            int landed = outcomes.get(i) instanceof WriteOutcome.Applied ? 1 : 0;
            applied.computeIfAbsent(names.get(i), name -> new AtomicInteger()).addAndGet(landed);
        }
        return outcomes;
    }

    /** Every other batch goes the other way round: stores that lock records one by one deadlock on it. */
    private static List<String> inTurn(List<String> names, int turn) {
        List<String> ordered = new ArrayList<>(names);
        if (turn % 2 == 1) {
            Collections.reverse(ordered);
        }
        return ordered;
    }

    private <T> List<T> race(Function<LeaseStore, T> racer) {
        LeaseStore first = store();
        LeaseStore second = secondHandle();
        List<Callable<T>> racers = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            LeaseStore handle = i % 2 == 0 ? first : second;
            racers.add(() -> racer.apply(handle));
        }
        return Race.run(racers, patience());
    }
}
