// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.testkit.Records.apply;
import static org.election4j.testkit.Records.attempt;
import static org.election4j.testkit.Records.creation;
import static org.election4j.testkit.Records.election;
import static org.election4j.testkit.Records.find;
import static org.election4j.testkit.Records.isPresent;
import static org.election4j.testkit.Records.session;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;

class InMemoryLeaseStoreTest {

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore store = InMemoryLeaseStore.builder()
            .epoch("1")
            .ticker(time)
            .startingAt(FakeTime.START)
            .hintsOn(time)
            .build();

    @Test
    void a_failover_loses_the_last_writes_and_only_those() {
        SessionRecord kept = session();
        SessionRecord changed = session();
        Version first = apply(store, creation(kept, "1"));
        Version before = apply(store, creation(changed, "1"));
        SessionRecord ended = changed.ended(UUID.randomUUID());
        apply(store, new CompareAndSet(before, ended, Guard.epoch("1")));
        SessionRecord lost = session();
        apply(store, creation(lost, "1"));

        store.failOver(2);

        assertThat(find(store, kept.key()).version()).isEqualTo(first);
        assertThat(find(store, changed.key()).record()).isEqualTo(changed);
        assertThat(find(store, changed.key()).version()).isEqualTo(before);
        assertThat(isPresent(store, lost.key())).isFalse();
    }

    @Test
    void a_failover_brings_back_what_was_deleted_last() {
        SessionRecord ended = session().ended(UUID.randomUUID());
        apply(store, creation(ended, "1"));
        StoredRecord stored = find(store, ended.key());
        store.sweep(new Sweep(null, 10, Set.of(stored.version()), Guard.epoch("1")), attempt());
        store.failOver(1);
        assertThat(find(store, ended.key()).record()).isEqualTo(ended);
    }

    @Test
    void after_a_failover_marks_come_again_and_versions_do_not() {
        SessionRecord session = session();
        Version lost = apply(store, creation(session, "1"));
        String epoch = store.failOver(1);
        SessionRecord again = session.ended(UUID.randomUUID());
        Version version = apply(store, creation(again, epoch));
        assertThat(version.mark()).isEqualTo(lost.mark());
        assertThat(version).isNotEqualTo(lost);
    }

    @Test
    void no_write_prepared_before_a_failover_lands_after_it() {
        CompareAndSet prepared = creation(session(), "1");
        store.failOver(0);
        assertThat(store.compareAndSet(prepared, attempt())).isInstanceOf(WriteOutcome.Rejected.class);
    }

    @Test
    void an_epoch_never_comes_back() {
        List<String> epochs = List.of("1", store.failOver(0), store.failOver(0), store.failOver(0));
        assertThat(epochs).doesNotHaveDuplicates();
        ReadOutcome.Absent absent = (ReadOutcome.Absent) store.read(RecordKey.STORE, attempt());
        assertThat(absent.stamp().epoch()).isEqualTo(epochs.get(3));
    }

    @Test
    void no_more_writes_are_lost_than_were_made() {
        apply(store, creation(session(), "1"));
        assertThatThrownBy(() -> store.failOver(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2")
                .hasMessageContaining("0 to 1");
    }

    @Test
    void a_store_without_epochs_does_not_lose_writes() {
        assertThatThrownBy(() -> new InMemoryLeaseStore().failOver(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_failover_is_told_as_missed_hints() {
        RecordedHints hints = new RecordedHints();
        try (LeaseStore.Watch watch = store.anotherHandle().watch(hints)) {
            assertThat(watch).isNotNull();
            store.failOver(0);
            time.runDue();
            assertThat(hints.missedCount()).isEqualTo(1);
        }
    }

    @Test
    void hints_take_the_way_through_the_executor() {
        RecordedHints hints = new RecordedHints();
        try (LeaseStore.Watch watch = store.watch(hints)) {
            assertThat(watch).isNotNull();
            apply(store, creation(election("a", 1), "1"));
            assertThat(hints.everFlowed()).isFalse();
            assertThat(hints.changed()).isEmpty();
            time.runDue();
            assertThat(hints.everFlowed()).isTrue();
            assertThat(hints.changed()).containsExactly("a");
        }
    }

    @Test
    void only_changes_of_leadership_that_landed_are_hinted() {
        RecordedHints hints = new RecordedHints();
        apply(store, creation(election("a", 1), "1"));
        try (LeaseStore.Watch watch = store.watch(hints)) {
            assertThat(watch).isNotNull();
            store.compareAndSet(creation(election("a", 2), "1"), attempt());
            apply(store, creation(session(), "1"));
            time.runDue();
            assertThat(hints.changed()).isEmpty();
        }
    }

    @Test
    void a_hint_on_its_way_does_not_arrive_after_the_watch_was_closed() {
        RecordedHints hints = new RecordedHints();
        LeaseStore.Watch watch = store.watch(hints);
        apply(store, creation(election("a", 1), "1"));
        watch.close();
        time.runDue();
        assertThat(hints.changed()).isEmpty();
    }

    @Test
    void a_closed_store_sends_no_hints() {
        RecordedHints hints = new RecordedHints();
        InMemoryLeaseStore closed = store.anotherHandle();
        assertThat(closed.watch(hints)).isNotNull();
        time.runDue();
        closed.close();
        apply(store, creation(election("a", 1), "1"));
        time.runDue();
        assertThat(hints.changed()).isEmpty();
    }

    @Test
    void the_clock_can_be_set() {
        SessionRecord session = session();
        apply(store, creation(session, "1"));
        time.advance(Duration.ofSeconds(4));
        assertThat(find(store, session.key()).remaining()).isEqualTo(Duration.ofSeconds(6));
        store.shiftClock(Duration.ofSeconds(10));
        assertThat(find(store, session.key()).remaining()).isEqualTo(Duration.ofSeconds(-4));
        store.shiftClock(Duration.ofSeconds(-12));
        assertThat(find(store, session.key()).remaining()).isEqualTo(Duration.ofSeconds(8));
        ReadOutcome.Absent absent = (ReadOutcome.Absent) store.read(RecordKey.STORE, attempt());
        assertThat(absent.stamp().time()).isEqualTo(FakeTime.START.plusSeconds(2));
    }

    @Test
    void a_record_can_be_deleted_by_hand() {
        apply(store, creation(election("a", 1), "1"));
        RecordKey key = new RecordKey.Election("a");
        assertThat(store.deleteByHand(key)).isTrue();
        assertThat(isPresent(store, key)).isFalse();
        assertThat(store.deleteByHand(key)).isFalse();
    }

    @Test
    void a_namespace_never_used_is_settled_from_the_start_and_stays_so() {
        InMemoryLeaseStore settled = InMemoryLeaseStore.builder()
                .epoch("1")
                .neverUsed(Duration.ofSeconds(30))
                .build();
        StoreRecord record = (StoreRecord) find(settled, RecordKey.STORE).record();
        assertThat(record.state()).isEqualTo(StoreRecord.State.SETTLED);
        assertThat(record.epoch()).isEqualTo("1");
        assertThat(record.watch()).isEqualTo(Duration.ofSeconds(30));
        Guard guard = new Guard("1", record.settlement());
        apply(settled, new CompareAndSet(null, election("a", 1), guard));
        settled.failOver(1);
        assertThat(isPresent(settled, RecordKey.STORE)).isTrue();
    }

    @Test
    void a_record_twice_in_one_call_is_misuse() {
        List<RecordKey> keys = List.of(RecordKey.STORE, RecordKey.STORE);
        assertThatThrownBy(() -> store.readAll(keys, attempt())).isInstanceOf(IllegalArgumentException.class);
        SessionRecord session = session();
        List<CompareAndSet> writes = List.of(creation(session, "1"), creation(session, "1"));
        assertThatThrownBy(() -> store.compareAndSetAll(writes, attempt()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(isPresent(store, session.key())).isFalse();
    }
}
