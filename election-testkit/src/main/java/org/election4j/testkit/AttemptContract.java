// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Sweep;
import org.junit.jupiter.api.Test;

/** The time limit and the marks of single calls. */
abstract class AttemptContract extends RaceContract {

    @Test
    void the_marks_of_a_read_come_once_and_in_order() {
        assertMarked(attempt -> store().read(RecordKey.STORE, attempt));
        settledGuard();
        assertMarked(attempt -> store().read(RecordKey.STORE, attempt));
    }

    @Test
    void the_marks_of_a_write_come_once_and_in_order() {
        CompareAndSet write = new CompareAndSet(null, session(), epochGuard());
        assertMarked(attempt -> store().compareAndSet(write, attempt));
        assertMarked(attempt -> store().compareAndSet(write, attempt));
    }

    @Test
    void the_marks_of_a_listing_come_once_and_in_order() {
        create(session());
        assertMarked(attempt -> store().list(RecordKind.SESSION, attempt));
    }

    @Test
    void the_marks_of_a_sweep_come_once_and_in_order() {
        SessionRecord ended = session().ended(UUID.randomUUID());
        create(ended);
        Sweep sweep = new Sweep(null, 10, Set.of(find(ended.key()).version()), epochGuard());
        assertMarked(attempt -> store().sweep(sweep, attempt));
        assertMarked(attempt -> store().sweep(sweep, attempt));
    }

    @Test
    void a_read_with_no_time_left_ends_at_once() {
        create(session());
        assertPrompt(attempt -> store().read(RecordKey.STORE, attempt));
        assertPrompt(attempt -> store().readAll(List.of(RecordKey.STORE), attempt));
        assertPrompt(attempt -> store().list(RecordKind.SESSION, attempt));
        assertPrompt(attempt -> store().sweep(new Sweep(null, 10, Set.of(), epochGuard()), attempt));
    }

    @Test
    void a_write_with_no_time_left_ends_at_once() {
        CompareAndSet write = new CompareAndSet(null, session(), epochGuard());
        assertPrompt(attempt -> store().compareAndSet(write, attempt));
        assertPrompt(attempt -> store().compareAndSetAll(List.of(write), attempt));
    }

    @Test
    void a_probe_with_no_time_left_ends_at_once() {
        assertPrompt(attempt -> store().probe(attempt));
    }

    @Test
    void the_store_still_works_after_attempts_that_ran_out() {
        for (int i = 0; i < 50; i++) {
            CompareAndSet write = new CompareAndSet(null, session(), epochGuard());
            assertPrompt(attempt -> store().compareAndSet(write, attempt));
        }
        SessionRecord session = session();
        assertUnchanged(session, create(session));
    }

    private void assertMarked(Consumer<Attempt> call) {
        RecordedAttempt attempt = attempt();
        call.accept(attempt);
        assertThat(attempt.marks()).doesNotHaveDuplicates().isSorted();
    }

    /**
     * Tries with next to nothing and with nothing left. The outcome does not matter, nor whether there is one. A quarter
     * of the patience is far more than a call takes that gives up at once, and far less than the default of a driver.
     */
    private void assertPrompt(Consumer<Attempt> call) {
        for (Duration limit : List.of(Duration.ofMillis(1), Duration.ZERO)) {
            ThrowingCallable tried = () -> call.accept(new RecordedAttempt(limit));
            long start = System.nanoTime();
            Throwable thrown = catchThrowable(tried);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(patience().dividedBy(4));
            assertThat(thrown == null || thrown instanceof LeaseStoreException)
                    .as("%s", thrown)
                    .isTrue();
        }
    }
}
