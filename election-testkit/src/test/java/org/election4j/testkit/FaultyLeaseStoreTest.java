// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.testkit.Records.attempt;
import static org.election4j.testkit.Records.creation;
import static org.election4j.testkit.Records.election;
import static org.election4j.testkit.Records.isPresent;
import static org.election4j.testkit.Records.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.WriteOutcome;
import org.election4j.testkit.RecordedAttempt.Mark;
import org.junit.jupiter.api.Test;

class FaultyLeaseStoreTest {

    private static final StoreOperation WRITE = StoreOperation.WRITE_SESSION;

    private final InMemoryLeaseStore target = new InMemoryLeaseStore();
    private final FaultyLeaseStore store = new FaultyLeaseStore(target.anotherHandle());
    private final SessionRecord session = session();

    @Test
    void a_lost_request_changes_nothing_and_nobody_knows() {
        store.next(WRITE, new Fault.LostRequest());
        RecordedAttempt attempt = new RecordedAttempt(Duration.ofSeconds(10));
        assertThat(store.compareAndSet(creation(session), attempt)).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(attempt.marks()).containsExactly(Mark.CONNECTED, Mark.SENT);
        assertThat(isPresent(target, session.key())).isFalse();
    }

    @Test
    void a_lost_reply_hides_a_write_that_landed() {
        store.next(WRITE, new Fault.LostReply());
        RecordedAttempt attempt = new RecordedAttempt(Duration.ofSeconds(10));
        assertThat(store.compareAndSet(creation(session), attempt)).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(attempt.marks()).containsExactly(Mark.CONNECTED, Mark.SENT);
        assertThat(isPresent(target, session.key())).isTrue();
    }

    @Test
    void a_duplicate_turns_the_own_success_into_a_rejection() {
        store.next(WRITE, new Fault.Duplicate());
        assertThat(write()).isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(isPresent(target, session.key())).isTrue();
    }

    @Test
    void a_late_write_lands_when_the_test_says_so() {
        store.next(WRITE, new Fault.LateLanding());
        assertThat(write()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(isPresent(target, session.key())).isFalse();
        assertThat(store.landLate()).isEqualTo(1);
        assertThat(isPresent(target, session.key())).isTrue();
        assertThat(store.landLate()).isZero();
    }

    @Test
    void late_writes_land_in_their_order() {
        store.always(WRITE, new Fault.LateLanding());
        SessionRecord second = StoreFixture.renewed(session);
        store.compareAndSet(creation(session), attempt());
        store.compareAndSet(creation(second), attempt());
        assertThat(store.landLate()).isEqualTo(2);
        assertThat(Records.find(target, session.key()).record()).isEqualTo(session);
    }

    @Test
    void an_error_before_the_write_prevents_it() {
        store.next(WRITE, new Fault.ErrorBefore(new IllegalStateException("refused")));
        assertThatThrownBy(this::write).hasMessage("refused");
        assertThat(isPresent(target, session.key())).isFalse();
    }

    @Test
    void an_error_after_the_write_does_not() {
        store.next(WRITE, new Fault.ErrorAfter(new IllegalStateException("reset")));
        assertThatThrownBy(this::write).hasMessage("reset");
        assertThat(isPresent(target, session.key())).isTrue();
    }

    @Test
    void a_slow_request_lands_after_the_delay() {
        List<Boolean> present = new ArrayList<>();
        store.next(WRITE, Fault.slowRequest(() -> present.add(isPresent(target, session.key()))));
        assertThat(write()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(present).containsExactly(false);
    }

    @Test
    void a_slow_reply_comes_after_the_write_has_landed() {
        List<Boolean> present = new ArrayList<>();
        store.next(WRITE, Fault.slowReply(() -> present.add(isPresent(target, session.key()))));
        assertThat(write()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(present).containsExactly(true);
    }

    @Test
    void a_delay_may_end_in_another_fault() {
        List<String> hooks = new ArrayList<>();
        store.next(WRITE, new Fault.Delay(() -> hooks.add("before"), () -> hooks.add("after"), new Fault.LostReply()));
        assertThat(write()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(hooks).containsExactly("before", "after");
    }

    @Test
    void faults_for_the_next_calls_are_used_in_their_order_and_once() {
        store.next(WRITE, new Fault.None()).next(WRITE, new Fault.LostRequest());
        assertThat(write()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(write()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(write()).isInstanceOf(WriteOutcome.Rejected.class);
    }

    @Test
    void a_fault_befalls_only_its_kind_of_call() {
        store.always(WRITE, new Fault.LostRequest());
        assertThat(store.compareAndSet(creation(election("a", 1)), attempt())).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Absent.class);
        assertThat(write()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(write()).isInstanceOf(WriteOutcome.Unknown.class);
    }

    @Test
    void what_waits_for_the_next_call_goes_before_what_always_happens() {
        store.always(WRITE, new Fault.LostRequest()).next(WRITE, new Fault.None());
        assertThat(write()).isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void a_function_may_decide_about_the_rest() {
        store.next(WRITE, new Fault.None());
        store.decide((operation, keys) -> keys.contains(session.key()) ? new Fault.LostRequest() : new Fault.None());
        assertThat(write()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(write()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Absent.class);
    }

    @Test
    void cleared_faults_do_not_happen_and_late_requests_stay_late() {
        store.next(WRITE, new Fault.LateLanding());
        write();
        store.next(WRITE, new Fault.LostRequest()).always(WRITE, new Fault.LostRequest());
        store.outage(true);
        store.clear();
        assertThat(store.landLate()).isEqualTo(1);
        assertThat(write()).isInstanceOf(WriteOutcome.Rejected.class);
    }

    @Test
    void nothing_gets_through_during_an_outage() {
        store.outage(true);
        List<RecordKey> keys = List.of(RecordKey.STORE, session.key());
        List<CompareAndSet> writes = List.of(creation(session), creation(election("a", 1)));
        assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Unknown.class);
        assertThat(store.readAll(keys, attempt())).hasSize(2).hasOnlyElementsOfType(ReadOutcome.Unknown.class);
        assertThat(write()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(store.compareAndSetAll(writes, attempt()))
                .hasSize(2)
                .hasOnlyElementsOfType(WriteOutcome.Unknown.class);
        assertThat(store.list(RecordKind.SESSION, attempt())).isInstanceOf(ListOutcome.Unknown.class);
        assertThatThrownBy(() -> store.probe(attempt())).isInstanceOf(LeaseStoreException.class);
        store.outage(false);
        assertThat(isPresent(store, session.key())).isFalse();
        store.probe(attempt());
    }

    @Test
    void a_batch_has_one_fate() {
        store.next(StoreOperation.WRITE_ALL, new Fault.LostReply());
        store.next(StoreOperation.WRITE_ALL, new Fault.Duplicate());
        List<CompareAndSet> first = List.of(creation(session), creation(election("a", 1)));
        List<CompareAndSet> second = List.of(creation(election("b", 1)), creation(election("c", 1)));
        assertThat(store.compareAndSetAll(first, attempt())).hasOnlyElementsOfType(WriteOutcome.Unknown.class);
        assertThat(isPresent(target, session.key())).isTrue();
        assertThat(isPresent(target, new RecordKey.Election("a"))).isTrue();
        assertThat(store.compareAndSetAll(second, attempt())).hasOnlyElementsOfType(WriteOutcome.Rejected.class);
        assertThat(isPresent(target, new RecordKey.Election("c"))).isTrue();
    }

    @Test
    void an_outage_stops_the_hints_and_says_so() {
        RecordedHints hints = new RecordedHints();
        try (LeaseStore.Watch watch = store.watch(hints)) {
            assertThat(watch).isNotNull();
            store.outage(true);
            assertThat(hints.awaitFlowing(Duration.ZERO)).isFalse();
            target.compareAndSet(creation(election("a", 1)), attempt());
            assertThat(hints.changed()).isEmpty();
            store.outage(false);
            assertThat(hints.missedCount()).isEqualTo(1);
            assertThat(hints.awaitFlowing(Duration.ZERO)).isTrue();
            target.compareAndSet(creation(election("b", 1)), attempt());
            assertThat(hints.changed()).containsExactly("b");
        }
    }

    @Test
    void hints_can_be_lost_without_a_word() {
        RecordedHints hints = new RecordedHints();
        try (LeaseStore.Watch watch = store.watch(hints)) {
            assertThat(watch).isNotNull();
            store.loseHints(true);
            target.compareAndSet(creation(election("a", 1)), attempt());
            assertThat(hints.changed()).isEmpty();
            assertThat(hints.awaitFlowing(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void a_watch_closed_during_an_outage_hears_nothing_of_its_end() {
        RecordedHints hints = new RecordedHints();
        LeaseStore.Watch watch = store.watch(hints);
        store.outage(true);
        watch.close();
        store.outage(false);
        assertThat(hints.missedCount()).isZero();
    }

    @Test
    void the_history_tells_what_was_asked_and_answered() {
        RuntimeException error = new IllegalStateException("refused");
        store.next(WRITE, new Fault.LostReply()).next(WRITE, new Fault.ErrorBefore(error));
        WriteOutcome outcome = write();
        assertThatThrownBy(this::write).isSameAs(error);
        store.probe(attempt());
        assertThat(store.history())
                .containsExactly(
                        new StoreCall(WRITE, List.of(session.key()), new Fault.LostReply(), outcome),
                        new StoreCall(WRITE, List.of(session.key()), new Fault.ErrorBefore(error), error),
                        new StoreCall(StoreOperation.PROBE, List.of(), new Fault.None(), true));
    }

    private WriteOutcome write() {
        return store.compareAndSet(creation(session), attempt());
    }
}
