// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One record per job, replaced by compare-and-set, and shown as it was written. */
abstract class TickRecordContract extends TickFixture {

    private static final int RIVALS = 8;

    @Test
    void a_job_that_never_ran_has_no_record() {
        assertNone(JOB);
    }

    @Test
    void a_record_comes_back_as_it_was_written() {
        lead(5);
        TickRecord last = first(5);
        assertThat(found(JOB)).isEqualTo(last);
        for (State state : State.values()) {
            TickRecord next = last.ended(state, due.plusMillis(11), UUID.randomUUID());
            assertThat(end(last, next)).isEqualTo(APPLIED);
            assertThat(found(JOB)).isEqualTo(next);
            last = next;
        }
    }

    @Test
    void names_and_numbers_come_back_whatever_they_are() {
        lead(BEYOND_DOUBLES);
        String odd = "Zürich 'a' \"b\" \\n %s {c} * [d]/e. <f>&amp; g:h|i,j;k=l \uD83D\uDDF3\uFE0F";
        for (String job : List.of(odd, "x".repeat(200), "ü".repeat(100), "..", "probe")) {
            TickRecord record = new TickRecord(
                    job,
                    due,
                    State.STARTED,
                    ELECTION,
                    BEYOND_DOUBLES,
                    odd,
                    due,
                    null,
                    BEYOND_DOUBLES,
                    7,
                    UUID.randomUUID());
            assertThat(start(null, record)).as(job).isEqualTo(APPLIED);
            assertThat(found(job)).isEqualTo(record);
        }
    }

    @Test
    void the_next_tick_replaces_the_record() {
        lead(5);
        TickRecord ended = ended(first(5));
        TickRecord last = found(JOB);
        assertThat(end(last, ended)).isEqualTo(APPLIED);
        TickRecord next = started(due.plusMillis(1), 5);
        assertThat(start(ended, next)).isEqualTo(APPLIED);
        assertThat(found(JOB)).isEqualTo(next);
    }

    @Test
    void jobs_do_not_see_one_another() {
        lead(5);
        TickRecord first = first(5);
        TickRecord other = started("another", due, 5, UUID.randomUUID());
        assertNone("another");
        assertThat(start(first, other)).isEqualTo(REJECTED);
        assertThat(start(null, other)).isEqualTo(APPLIED);
        assertThat(found(JOB)).isEqualTo(first);
        assertThat(found("another")).isEqualTo(other);
    }

    @Test
    void a_read_through_another_handle_sees_the_write_acknowledged_before_it() {
        lead(5);
        TickStore other = openTicks();
        assertThat(other.read(JOB, attempt())).isInstanceOf(TickRead.Absent.class);
        TickRecord first = first(5);
        assertThat(other.read(JOB, attempt()))
                .isInstanceOfSatisfying(
                        TickRead.Found.class,
                        found -> assertThat(found.record()).isEqualTo(first));
    }

    // Compare-and-set

    @Test
    void a_tick_is_not_started_over_a_record_where_none_was_expected() {
        lead(5);
        TickRecord first = first(5);
        assertThat(start(null, started(due.plusMillis(1), 5))).isEqualTo(REJECTED);
        assertThat(found(JOB)).isEqualTo(first);
    }

    @Test
    void a_tick_is_not_started_over_another_record_than_the_expected_one() {
        lead(5);
        TickRecord old = first(5);
        TickRecord last = started(due.plusMillis(1), 5);
        assertThat(start(old, last)).isEqualTo(APPLIED);
        assertThat(start(old, started(due.plusMillis(2), 5))).isEqualTo(REJECTED);
        assertThat(found(JOB)).isEqualTo(last);
    }

    @Test
    void a_tick_is_not_started_where_the_expected_record_is_gone() {
        lead(5);
        assertThat(start(started(due, 5), started(due.plusMillis(1), 5))).isEqualTo(REJECTED);
        assertNone(JOB);
    }

    @Test
    void an_end_is_not_written_over_another_record_than_the_expected_one() {
        lead(5);
        TickRecord old = first(5);
        TickRecord last = started(due.plusMillis(1), 5);
        assertThat(start(old, last)).isEqualTo(APPLIED);
        assertThat(end(old, ended(old))).isEqualTo(REJECTED);
        assertThat(found(JOB)).isEqualTo(last);
    }

    @Test
    void an_end_is_not_written_where_the_expected_record_is_gone() {
        lead(5);
        assertThat(end(started(due, 5), ended(started(due, 5)))).isEqualTo(REJECTED);
        assertNone(JOB);
    }

    @Test
    void a_nonce_that_differs_in_its_first_or_last_bit_is_another_one() {
        lead(5);
        UUID nonce = UUID.randomUUID();
        TickRecord first = started(JOB, due, 5, nonce);
        assertThat(start(null, first)).isEqualTo(APPLIED);
        Stream.of(
                        new UUID(nonce.getMostSignificantBits() ^ Long.MIN_VALUE, nonce.getLeastSignificantBits()),
                        new UUID(nonce.getMostSignificantBits(), nonce.getLeastSignificantBits() ^ 1))
                .map(near -> started(JOB, due, 5, near))
                .forEach(near -> {
                    assertThat(start(near, started(due.plusMillis(1), 5))).isEqualTo(REJECTED);
                    assertThat(end(near, ended(first))).isEqualTo(REJECTED);
                });
        assertThat(found(JOB)).isEqualTo(first);
    }

    @Test
    void the_same_write_repeated_is_rejected() {
        lead(5);
        TickRecord first = first(5);
        assertThat(start(null, first)).isEqualTo(REJECTED);
        TickRecord ended = ended(first);
        assertThat(end(first, ended)).isEqualTo(APPLIED);
        assertThat(end(first, ended)).isEqualTo(REJECTED);
    }

    @Test
    void of_many_who_start_the_first_tick_at_once_one_is_applied() {
        lead(5);
        assertOneOfManyStarts(null);
    }

    @Test
    void of_many_who_start_the_next_tick_at_once_one_is_applied() {
        lead(5);
        assertOneOfManyStarts(first(5));
    }

    private void assertOneOfManyStarts(@Nullable TickRecord expected) {
        List<TickRecord> claims = Stream.generate(() -> started(due.plusMillis(1), 5))
                .limit(RIVALS)
                .toList();
        List<Callable<TickWrite>> rivals = new ArrayList<>();
        for (TickRecord claim : claims) {
            TickStore handle = openTicks();
            UUID nonce = expected == null ? null : expected.nonce();
            rivals.add(() -> handle.start(nonce, claim, attempt()));
        }
        List<TickWrite> outcomes = Race.run(rivals, patience());
        assertThat(outcomes).filteredOn(APPLIED::equals).hasSize(1);
        assertThat(outcomes).filteredOn(REJECTED::equals).hasSize(RIVALS - 1);
        assertThat(found(JOB)).isEqualTo(claims.get(outcomes.indexOf(APPLIED)));
    }

    @Test
    void of_an_end_and_a_start_at_once_one_is_applied() {
        lead(5);
        TickRecord first = first(5);
        List<Callable<TickWrite>> rivals = new ArrayList<>();
        rivals.add(() -> end(first, ended(first)));
        rivals.add(() -> start(first, started(due.plusMillis(1), 5)));
        assertThat(Race.run(rivals, patience())).containsExactlyInAnyOrder(APPLIED, REJECTED);
    }
}
