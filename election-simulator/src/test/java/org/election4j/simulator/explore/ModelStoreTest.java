// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.election4j.testkit.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;

/** The store of the search is the in-memory reference: the same calls get the same answers. */
class ModelStoreTest {

    private static final Duration UNIT = Duration.ofNanos(Units.UNIT_NANOS);

    private final UUID[] sessions = {new UUID(1, 1), new UUID(1, 2)};
    private final List<Version> versionsOfReference = new ArrayList<>();
    private final List<Version> versionsOfModel = new ArrayList<>();
    private long units;
    private int applied;
    private int rejected;

    @Test
    void the_model_answers_as_the_reference_does() {
        for (int seed = 0; seed < 300; seed++) {
            compare(new Random(seed), seed % 2 == 0 ? "e0" : "");
        }
        assertThat(applied).isGreaterThan(1000);
        assertThat(rejected).isGreaterThan(1000);
    }

    private void compare(Random random, String epoch) {
        units = 0;
        versionsOfReference.clear();
        versionsOfModel.clear();
        InMemoryLeaseStore reference = InMemoryLeaseStore.builder()
                .epoch(epoch)
                .ticker(() -> units * Units.UNIT_NANOS)
                .startingAt(Instant.EPOCH)
                .build();
        ModelStore model = ModelStore.empty(epoch, true);
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    int by = random.nextInt(12);
                    units += by;
                    model = model.later(by);
                }
                case 1 -> {
                    int by = random.nextInt(40) - 20;
                    reference.shiftClock(UNIT.multipliedBy(by));
                    model = model.later(by);
                }
                case 2 -> {
                    RecordKey key = key(random);
                    assertThat(reference.deleteByHand(key)).isEqualTo(model.find(key) != null);
                    model = model.without(key);
                }
                default -> model = write(reference, model, random, epoch);
            }
            sameRecords(reference, model);
        }
    }

    private void sameRecords(InMemoryLeaseStore reference, ModelStore model) {
        for (RecordKey key : List.of(
                RecordKey.STORE,
                new RecordKey.Election("e"),
                new RecordKey.Session(sessions[0]),
                new RecordKey.Session(sessions[1]))) {
            same(reference.read(key, attempt()), model.read(key));
        }
    }

    private ModelStore write(InMemoryLeaseStore reference, ModelStore model, Random random, String epoch) {
        LeaseRecord next = record(random, epoch);
        int which = versionsOfModel.isEmpty() ? -1 : random.nextInt(versionsOfModel.size() + 1) - 1;
        Entry there = model.find(next.key());
        if (there != null && random.nextInt(3) > 0) {
            which = versionsOfModel.indexOf(there.version());
        }
        boolean session = which >= 0 && next instanceof SessionRecord;
        boolean onlyIfExpired = session && random.nextBoolean();
        Guard guard = guard(model, random, epoch);
        WriteOutcome expected = reference.compareAndSet(
                new CompareAndSet(which < 0 ? null : versionsOfReference.get(which), next, guard, onlyIfExpired),
                attempt());
        CompareAndSet write =
                new CompareAndSet(which < 0 ? null : versionsOfModel.get(which), next, guard, onlyIfExpired);
        assertThat(model.accepts(write)).isEqualTo(expected instanceof WriteOutcome.Applied);
        if (expected instanceof WriteOutcome.Applied done) {
            applied++;
            versionsOfReference.add(done.version());
            versionsOfModel.add(model.applied(write).version());
            assertThat(model.applied(write).stamp().epoch())
                    .isEqualTo(done.stamp().epoch());
            return model.after(write);
        }
        rejected++;
        return model;
    }

    private static Guard guard(ModelStore model, Random random, String epoch) {
        String under = random.nextInt(5) == 0 ? "other" : epoch;
        if (random.nextBoolean()) {
            return Guard.epoch(under);
        }
        Entry store = model.store();
        boolean right = store != null && random.nextInt(4) > 0;
        return new Guard(under, right ? ((StoreRecord) store.record()).settlement() : UUID.randomUUID());
    }

    private LeaseRecord record(Random random, String epoch) {
        UUID nonce = new UUID(random.nextLong(), random.nextLong());
        return switch (random.nextInt(3)) {
            case 0 -> new ElectionRecord("e", 1, new ElectionRecord.Free(), Instant.EPOCH, 1, epoch, nonce);
            case 1 ->
                StoreRecord.first(
                        epoch,
                        random.nextBoolean() ? StoreRecord.State.NEW : StoreRecord.State.SETTLED,
                        nonce,
                        Units.LEASE,
                        nonce);
            default ->
                new SessionRecord(
                        sessions[random.nextInt(2)],
                        "c",
                        Units.LEASE,
                        SessionRecord.State.LIVE,
                        null,
                        null,
                        0,
                        0,
                        Map.of(),
                        epoch,
                        nonce);
        };
    }

    private RecordKey key(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new RecordKey.Election("e");
            case 1 -> RecordKey.STORE;
            default -> new RecordKey.Session(sessions[random.nextInt(2)]);
        };
    }

    private static void same(ReadOutcome reference, ReadOutcome model) {
        assertThat(model.getClass()).isEqualTo(reference.getClass());
        if (reference instanceof ReadOutcome.Found one && model instanceof ReadOutcome.Found other) {
            assertThat(other.stored().record()).isEqualTo(one.stored().record());
            assertThat(other.stored().remaining()).isEqualTo(one.stored().remaining());
            assertThat(other.stamp().epoch()).isEqualTo(one.stamp().epoch());
        }
    }

    private static Attempt attempt() {
        return new Attempt() {
            @Override
            public Duration remaining() {
                return Duration.ofSeconds(1);
            }

            @Override
            public void connected() {}

            @Override
            public void sent() {}

            @Override
            public void replied() {}
        };
    }
}
