// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;

/** Several writes in one call: each for itself, and answered in order. */
abstract class BatchContract extends ExpiryContract {

    @Test
    void no_writes_give_no_outcomes() {
        assertThat(store().compareAndSetAll(List.of(), attempt())).isEmpty();
    }

    @Test
    void a_batch_of_one_is_a_write() {
        CompareAndSet write = new CompareAndSet(null, session(), epochGuard());
        assertUnchanged(write.next(), versionOf(batch(List.of(write)).get(0)));
        assertRejected(batch(List.of(write)).get(0));
    }

    @Test
    void outcomes_come_in_the_order_of_the_writes() {
        List<CompareAndSet> writes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            // Names whose order by length, by alphabet and by creation all differ.
            writes.add(new CompareAndSet(null, held((97 * i) % 20 + "-election", i + 1), settledGuard()));
        }
        List<WriteOutcome> outcomes = batch(writes);
        for (int i = 0; i < 20; i++) {
            assertUnchanged(writes.get(i).next(), versionOf(outcomes.get(i)));
        }
    }

    @Test
    void some_writes_of_a_batch_land_and_others_do_not() {
        ElectionRecord stale = held("stale", 1);
        ElectionRecord taken = held("taken", 1);
        Version staleVersion = create(stale);
        Version takenVersion = create(taken);
        ElectionRecord created = held("created", 2);
        ElectionRecord replaced = held("taken", 2);

        List<WriteOutcome> outcomes = batch(List.of(
                new CompareAndSet(Version.of(UUID.randomUUID()), held("stale", 2), settledGuard()),
                new CompareAndSet(null, created, settledGuard()),
                new CompareAndSet(Version.of(UUID.randomUUID()), held("missing", 2), settledGuard()),
                new CompareAndSet(takenVersion, replaced, settledGuard())));

        assertRejected(outcomes.get(0));
        assertRejected(outcomes.get(2));
        assertUnchanged(stale, staleVersion);
        assertUnchanged(created, versionOf(outcomes.get(1)));
        assertAbsent(held("missing", 2).key());
        assertUnchanged(replaced, versionOf(outcomes.get(3)));
    }

    @Test
    void a_batch_mixes_kinds_of_records() {
        SessionRecord session = session();
        ElectionRecord election = held(ELECTION, 1);
        Guard settled = settledGuard();
        List<WriteOutcome> outcomes = batch(
                List.of(new CompareAndSet(null, election, settled), new CompareAndSet(null, session, epochGuard())));
        assertUnchanged(election, versionOf(outcomes.get(0)));
        assertUnchanged(session, versionOf(outcomes.get(1)));
    }

    @Test
    void every_write_of_a_batch_has_its_own_guard() {
        SessionRecord first = session();
        SessionRecord second = session();
        SessionRecord third = session();
        List<WriteOutcome> outcomes = batch(List.of(
                new CompareAndSet(null, first, epochGuard()),
                new CompareAndSet(null, second, Guard.epoch("another")),
                new CompareAndSet(null, third, new Guard(epoch(), UUID.randomUUID()))));
        assertUnchanged(first, versionOf(outcomes.get(0)));
        if (traits().hasEpoch()) {
            assertRejected(outcomes.get(1));
            assertRejected(outcomes.get(2));
            assertAbsent(second.key());
            assertAbsent(third.key());
        } else {
            assertUnchanged(second, versionOf(outcomes.get(1)));
            assertUnchanged(third, versionOf(outcomes.get(2)));
        }
    }

    @Test
    void every_session_of_a_batch_expires_for_itself() {
        SessionRecord old = session(Duration.ofMillis(200));
        SessionRecord fresh = session();
        Version oldVersion = create(old);
        elapse(Duration.ofMillis(400));
        Version freshVersion = create(fresh);
        List<WriteOutcome> outcomes = batch(List.of(
                new CompareAndSet(freshVersion, fresh.ended(UUID.randomUUID()), epochGuard(), true),
                new CompareAndSet(oldVersion, old.ended(UUID.randomUUID()), epochGuard(), true)));
        assertThat(outcomes.get(0))
                .isInstanceOf(traits().hasClock() ? WriteOutcome.Rejected.class : WriteOutcome.Applied.class);
        assertThat(outcomes.get(1)).isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void a_batch_repeated_is_rejected_as_a_whole() {
        List<CompareAndSet> writes = List.of(
                new CompareAndSet(null, session(), epochGuard()), new CompareAndSet(null, session(), epochGuard()));
        batch(writes).forEach(StoreFixture::versionOf);
        batch(writes).forEach(StoreFixture::assertRejected);
    }

    List<WriteOutcome> batch(List<CompareAndSet> writes) {
        List<WriteOutcome> outcomes = store().compareAndSetAll(writes, attempt());
        assertThat(outcomes).hasSameSizeAs(writes);
        return outcomes;
    }
}
