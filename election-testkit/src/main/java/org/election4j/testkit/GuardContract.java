// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoreRecord.State;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;

/** Epoch and settlement: checked inside the store where it has epochs, ignored where it has none. */
abstract class GuardContract extends WriteContract {

    @Test
    void every_answer_carries_the_epoch() {
        SessionRecord session = session();
        CompareAndSet write = new CompareAndSet(null, session, epochGuard());
        assertStamped(stampOf(store().read(session.key(), attempt())));
        assertStamped(stampOf(write(write)));
        assertStamped(stampOf(write(write)));
        assertStamped(stampOf(store().read(session.key(), attempt())));
        assertStamped(stampOf(store().readAll(List.of(session.key()), attempt()).get(0)));
        assertStamped(((ListOutcome.Listed) store().list(RecordKind.SESSION, attempt())).stamp());
    }

    @Test
    void a_create_prepared_under_another_epoch_does_not_land() {
        SessionRecord session = session();
        WriteOutcome outcome = write(new CompareAndSet(null, session, Guard.epoch(epoch() + "1")));
        assertThat(landed(outcome)).as("the write has landed").isEqualTo(!traits().hasEpoch());
        assertThat(isPresent(session.key())).as("the record is there").isEqualTo(!traits().hasEpoch());
    }

    @Test
    void a_replacement_prepared_under_another_epoch_does_not_land() {
        SessionRecord session = session();
        SessionRecord next = renewed(session);
        Version version = create(session);
        WriteOutcome outcome = write(new CompareAndSet(version, next, Guard.epoch("another")));
        assertThat(landed(outcome)).as("the write has landed").isEqualTo(!traits().hasEpoch());
        assertThat(find(session.key()).record()).isEqualTo(traits().hasEpoch() ? session : next);
    }

    @Test
    void a_write_that_names_no_epoch_lands_only_where_there_are_none() {
        SessionRecord session = session();
        assertThat(landed(write(new CompareAndSet(null, session, Guard.epoch("")))))
                .as("the write has landed")
                .isEqualTo(!traits().hasEpoch());
        assertThat(isPresent(session.key())).as("the record is there").isEqualTo(!traits().hasEpoch());
    }

    @Test
    void a_settlement_is_checked_while_there_is_no_store_record() {
        assertLandsOnlyWithoutEpochs(new Guard(epoch(), UUID.randomUUID()));
    }

    @Test
    void a_settlement_is_checked_while_the_epoch_is_new() {
        StoreRecord record = storeRecord(epoch(), State.NEW);
        create(record);
        assertLandsOnlyWithoutEpochs(new Guard(epoch(), record.settlement()));
    }

    @Test
    void a_settlement_other_than_the_settled_one_is_refused() {
        create(storeRecord(epoch(), State.SETTLED));
        assertLandsOnlyWithoutEpochs(new Guard(epoch(), UUID.randomUUID()));
    }

    @Test
    void a_settlement_of_another_epoch_is_refused() {
        StoreRecord record = storeRecord("another", State.SETTLED);
        create(record);
        assertLandsOnlyWithoutEpochs(new Guard(epoch(), record.settlement()));
    }

    @Test
    void a_settlement_is_refused_when_the_guards_epoch_is_another() {
        StoreRecord record = storeRecord(epoch(), State.SETTLED);
        create(record);
        assertLandsOnlyWithoutEpochs(new Guard("another", record.settlement()));
    }

    @Test
    void the_settled_settlement_lets_writes_land() {
        ElectionRecord first = held(ELECTION, 1);
        ElectionRecord second = held(ELECTION, 2);
        Version version = apply(new CompareAndSet(null, first, settledGuard()));
        assertUnchanged(second, apply(new CompareAndSet(version, second, settledGuard())));
    }

    @Test
    void a_settlement_stops_writes_once_it_is_no_longer_the_settled_one() {
        StoreRecord first = storeRecord(epoch(), State.SETTLED);
        Version version = create(first);
        apply(new CompareAndSet(version, storeRecord(epoch(), State.SETTLED), epochGuard()));
        assertLandsOnlyWithoutEpochs(new Guard(epoch(), first.settlement()));
    }

    @Test
    void a_session_is_not_revoked_under_another_settlement() {
        create(storeRecord(epoch(), State.SETTLED));
        SessionRecord session = session();
        Version version = create(session);
        SessionRecord ended = session.ended(UUID.randomUUID());
        WriteOutcome outcome = write(new CompareAndSet(version, ended, new Guard(epoch(), UUID.randomUUID())));
        assertThat(landed(outcome)).as("the write has landed").isEqualTo(!traits().hasEpoch());
        assertThat(find(session.key()).record()).isEqualTo(traits().hasEpoch() ? session : ended);
    }

    @Test
    void without_a_settlement_the_store_record_does_not_matter() {
        create(storeRecord(epoch(), State.NEW));
        SessionRecord session = session();
        assertUnchanged(session, create(session));
    }

    /** Tries a create and a replacement of an election. */
    private void assertLandsOnlyWithoutEpochs(Guard guard) {
        boolean lands = !traits().hasEpoch();
        ElectionRecord election = held(ELECTION, 1);
        WriteOutcome created = write(new CompareAndSet(null, election, guard));
        assertThat(landed(created)).as("a create has landed under %s", guard).isEqualTo(lands);
        assertThat(isPresent(election.key())).as("the record is there").isEqualTo(lands);

        ElectionRecord old = held("b", 1);
        ElectionRecord next = held("b", 2);
        Version version = apply(new CompareAndSet(null, old, epochGuard()));
        WriteOutcome replaced = write(new CompareAndSet(version, next, guard));
        assertThat(landed(replaced))
                .as("a replacement has landed under %s", guard)
                .isEqualTo(lands);
        assertThat(find(old.key()).record()).isEqualTo(lands ? next : old);
    }

    private void assertStamped(StoreStamp stamp) {
        assertThat(stamp.epoch().isEmpty())
                .as("the epoch '%s' is empty", stamp.epoch())
                .isNotEqualTo(traits().hasEpoch());
        assertThat(stamp.epoch()).isEqualTo(epoch());
    }

    private boolean isPresent(RecordKey key) {
        return store().read(key, attempt()) instanceof ReadOutcome.Found;
    }

    /** Whether a write landed; unknown is no answer here. */
    private static boolean landed(WriteOutcome outcome) {
        assertThat(outcome).isNotInstanceOf(WriteOutcome.Unknown.class);
        return outcome instanceof WriteOutcome.Applied;
    }
}
