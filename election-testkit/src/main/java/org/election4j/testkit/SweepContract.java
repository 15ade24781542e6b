// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Version;
import org.junit.jupiter.api.Test;

/** The only deletion: ended sessions that are old and that no election names, a few at a time. */
abstract class SweepContract extends BatchContract {

    private static final int MANY = 1_000;

    /** What all steps of a sweep did together. */
    record Pass(int deleted, Set<RecordKey> looked, int steps) {}

    @Test
    void an_ended_session_that_was_seen_for_long_is_deleted() {
        StoredRecord ended = endedSession();
        assertThat(pass(MANY, Set.of(ended.version())).deleted()).isOne();
        assertAbsent(ended.record().key());
        assertThat(listed(store(), RecordKind.SESSION)).isEmpty();
    }

    @Test
    void an_ended_session_that_was_not_seen_for_long_is_kept() {
        StoredRecord old = endedSession();
        StoredRecord young = endedSession();
        assertThat(pass(MANY, Set.of(old.version())).deleted()).isOne();
        assertUnchanged(young.record(), young.version());
    }

    @Test
    void an_ended_session_is_old_when_the_store_says_so() {
        SessionRecord session = session(Duration.ofMillis(50));
        SessionRecord ended = session.ended(UUID.randomUUID());
        apply(new CompareAndSet(create(session), ended, epochGuard()));
        elapse(Duration.ofMillis(600));
        boolean told = new Sweep(null, MANY, Set.of(), epochGuard()).isOld(find(ended.key()));
        assertThat(pass(MANY, Set.of()).deleted()).isEqualTo(told ? 1 : 0);
    }

    @Test
    void a_session_is_deleted_once() {
        StoredRecord ended = endedSession();
        assertThat(pass(MANY, Set.of(ended.version())).deleted()).isOne();
        assertThat(pass(MANY, Set.of(ended.version())).deleted()).isZero();
    }

    @Test
    void a_session_at_another_version_is_not_deleted() {
        StoredRecord first = endedSession();
        SessionRecord second = renewed((SessionRecord) first.record());
        Version current = apply(new CompareAndSet(first.version(), second, epochGuard()));
        assertThat(pass(MANY, Set.of(first.version())).deleted()).isZero();
        assertUnchanged(second, current);
    }

    @Test
    void a_live_session_is_never_deleted() {
        SessionRecord live = session();
        Version version = create(live);
        StoredRecord ended = endedSession();
        assertThat(pass(MANY, Set.of(version, ended.version())).deleted()).isOne();
        assertUnchanged(live, version);
    }

    @Test
    void a_session_that_an_election_names_is_kept_until_none_does() {
        StoredRecord named = endedSession();
        ElectionRecord held = heldBy(ELECTION, named);
        Version version = create(held);
        assertThat(pass(MANY, Set.of(named.version())).deleted()).isZero();
        assertUnchanged(named.record(), named.version());

        apply(new CompareAndSet(version, election(ELECTION, 1, new ElectionRecord.Free()), settledGuard()));
        assertThat(pass(MANY, Set.of(named.version())).deleted()).isOne();
        assertAbsent(named.record().key());
    }

    @Test
    void any_of_many_elections_keeps_its_session() {
        List<StoredRecord> named = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            named.add(endedSession());
            create(heldBy("election-" + i, named.get(i)));
        }
        StoredRecord unnamed = endedSession();
        Set<Version> old = versions(named);
        old.add(unnamed.version());
        assertThat(pass(2, old).deleted()).isOne();
        named.forEach(session -> assertUnchanged(session.record(), session.version()));
        assertAbsent(unnamed.record().key());
    }

    @Test
    void elections_and_the_store_record_are_never_deleted() {
        ElectionRecord election = held(ELECTION, 1);
        Version version = create(election);
        Version store = find(RecordKey.STORE).version();
        pass(MANY, Set.of(version, store));
        assertUnchanged(election, version);
        assertThat(find(RecordKey.STORE).version()).isEqualTo(store);
    }

    @Test
    void a_sweep_looks_at_every_session() {
        Set<RecordKey> keys = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            SessionRecord session = session();
            create(session);
            keys.add(session.key());
            keys.add(endedSession().record().key());
        }
        assertThat(pass(3, Set.of()).looked()).isEqualTo(keys);
        assertThat(pass(MANY, Set.of()).looked()).isEqualTo(keys);
    }

    @Test
    void a_sweep_shows_sessions_as_a_read_does() {
        SessionRecord session = session();
        Version version = create(session);
        SweepOutcome.Swept swept = swept(store(), new Sweep(null, MANY, Set.of(), epochGuard()));
        assertThat(swept.sessions()).singleElement().satisfies(stored -> {
            assertThat(stored.record()).isEqualTo(session);
            assertThat(stored.version()).isEqualTo(version);
        });
        assertThat(swept.stamp().epoch()).isEqualTo(epoch());
    }

    @Test
    void an_empty_namespace_is_swept_in_one_step() {
        assertThat(pass(1, Set.of())).isEqualTo(new Pass(0, Set.of(), 1));
    }

    /** However many come: whatever is old when a pass begins is gone when it ends. */
    @Test
    void sweeping_keeps_up_while_sessions_come_and_end() {
        List<StoredRecord> young = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            List<StoredRecord> old = List.copyOf(young);
            young.clear();
            for (int i = 0; i < 7; i++) {
                young.add(endedSession());
            }
            assertThat(pass(2, versions(old)).deleted()).as("round %s", round).isEqualTo(old.size());
            assertThat(listed(store(), RecordKind.SESSION)).hasSize(young.size());
        }
    }

    @Test
    void a_limit_of_nothing_is_misuse() {
        assertThatThrownBy(() -> new Sweep(null, 0, Set.of(), epochGuard()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit");
    }

    @Test
    void nothing_is_deleted_under_another_epoch() {
        assertDeletesOnlyWithoutEpochs(Guard.epoch("another"));
    }

    @Test
    void nothing_is_deleted_under_another_settlement() {
        settledGuard();
        assertDeletesOnlyWithoutEpochs(new Guard(epoch(), UUID.randomUUID()));
    }

    @Test
    void an_ended_session_is_deleted_under_the_settled_settlement() {
        StoredRecord ended = endedSession();
        assertThat(pass(store(), MANY, Set.of(ended.version()), settledGuard()).deleted())
                .isOne();
        assertAbsent(ended.record().key());
    }

    @Test
    void a_deleted_session_is_absent_to_a_replacement_and_free_for_a_create() {
        StoredRecord ended = endedSession();
        assertThat(pass(MANY, Set.of(ended.version())).deleted()).isOne();
        SessionRecord again = renewed((SessionRecord) ended.record());
        assertRejected(write(new CompareAndSet(ended.version(), again, epochGuard())));
        assertUnchanged(again, create(again));
    }

    private void assertDeletesOnlyWithoutEpochs(Guard guard) {
        StoredRecord ended = endedSession();
        int deleted = pass(store(), MANY, Set.of(ended.version()), guard).deleted();
        if (traits().hasEpoch()) {
            assertThat(deleted).isZero();
            assertUnchanged(ended.record(), ended.version());
        } else {
            assertThat(deleted).isOne();
            assertAbsent(ended.record().key());
        }
    }

    private Pass pass(int limit, Set<Version> old) {
        return pass(store(), limit, old, epochGuard());
    }

    /** Makes step after step until there is none left. */
    Pass pass(LeaseStore store, int limit, Set<Version> old, Guard guard) {
        Sweep.Cursor from = null;
        int deleted = 0;
        int steps = 0;
        Set<RecordKey> looked = new HashSet<>();
        do {
            SweepOutcome.Swept swept = swept(store, new Sweep(from, limit, old, guard));
            assertThat(swept.deleted()).as("deleted in one step").isLessThanOrEqualTo(limit);
            swept.sessions().forEach(session -> looked.add(session.record().key()));
            deleted += swept.deleted();
            from = swept.next();
            assertThat(++steps).as("steps of one sweep").isLessThan(100);
        } while (from != null);
        return new Pass(deleted, looked, steps);
    }

    private SweepOutcome.Swept swept(LeaseStore store, Sweep sweep) {
        SweepOutcome outcome = store.sweep(sweep, attempt());
        assertThat(outcome).isInstanceOf(SweepOutcome.Swept.class);
        return (SweepOutcome.Swept) outcome;
    }

    private ElectionRecord heldBy(String name, StoredRecord session) {
        UUID holder = ((SessionRecord) session.record()).incarnation();
        return election(name, 1, new ElectionRecord.Held(holder, "billing-7f9c", null, LEASE));
    }

    private static Set<Version> versions(List<StoredRecord> records) {
        return records.stream().map(StoredRecord::version).collect(Collectors.toCollection(HashSet::new));
    }

    StoredRecord endedSession() {
        SessionRecord session = session();
        apply(new CompareAndSet(create(session), session.ended(UUID.randomUUID()), epochGuard()));
        return find(session.key());
    }
}
