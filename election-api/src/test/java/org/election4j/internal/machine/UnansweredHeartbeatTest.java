// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.internal.machine.Samples.EPOCH;
import static org.election4j.internal.machine.Samples.LEASE;
import static org.election4j.internal.machine.Samples.absent;
import static org.election4j.internal.machine.Samples.applied;
import static org.election4j.internal.machine.Samples.found;
import static org.election4j.internal.machine.Samples.live;
import static org.election4j.internal.machine.Samples.rejected;
import static org.election4j.internal.machine.Samples.stamp;
import static org.election4j.internal.machine.Samples.unanswered;
import static org.election4j.internal.machine.Samples.unreadable;
import static org.election4j.internal.machine.Samples.version;

import java.util.UUID;
import org.election4j.LossReason;
import org.election4j.internal.machine.SessionMachine.Phase;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.Test;

/** H4: heartbeats that were not answered, or with "rejected". The lease is 10 s: V = 8 s, the stop 6 s after a send. */
@AtAnyOrigin
class UnansweredHeartbeatTest {

    private final SessionRun run;

    UnansweredHeartbeatTest(long origin) {
        run = new SessionRun(origin);
    }

    @Test
    void H4_nothing_is_written_between_an_unclear_answer_and_a_read() {
        run.open(0);
        run.answer(run.begin(2000), unanswered(), 2100);
        assertThat(run.machine.wantsRead()).isTrue();
        assertThat(run.tryBegin(4000)).isNull();
        run.read(unreadable(), 4100);
        assertThat(run.machine.wantsRead()).isTrue();
        assertThat(run.tryBegin(4200)).isNull();
    }

    @Test
    void H4_a_rejection_is_no_answer_yet_either() {
        run.open(0);
        CompareAndSet renewal = run.begin(2000);
        run.answer(renewal, rejected(), 2100);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.tryBegin(2200)).isNull();
        run.read(found(renewal.next()), 2300);
        assertThat(run.validUntilMillis())
                .as("it was my own write, counted from its send")
                .isEqualTo(10_000);
    }

    @Test
    void H4_a_create_found_applied_opens_the_session_from_its_send() {
        CompareAndSet create = run.begin(0);
        run.answer(create, unanswered(), 1000);
        run.read(found(create.next()), 2000);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.validUntilMillis()).isEqualTo(8000);
        assertThat(run.begin(2000).expected()).isEqualTo(version(create.next()));
    }

    @Test
    void H4_a_write_that_has_not_landed_is_repeated_from_the_same_version_with_another_nonce() {
        CompareAndSet create = run.open(0);
        CompareAndSet first = run.begin(2000);
        run.answer(first, unanswered(), 2100);
        run.read(found(create.next()), 2200);
        CompareAndSet second = run.begin(2300);
        assertThat(second.expected()).isEqualTo(first.expected()).isEqualTo(version(create.next()));
        assertThat(second.next().nonce()).isNotEqualTo(first.next().nonce());
    }

    @Test
    void H4_a_slow_renewal_that_lands_after_the_next_attempt_was_sent_keeps_the_session() {
        CompareAndSet create = run.open(0);
        CompareAndSet first = run.begin(2000);
        run.answer(first, unanswered(), 2100);
        run.read(found(create.next()), 2200);
        run.answer(run.begin(2300), rejected(), 2400);
        run.read(found(first.next()), 2500);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.validUntilMillis()).as("counted from its own send").isEqualTo(10_000);
        assertThat(run.begin(2600).expected()).isEqualTo(version(first.next()));
    }

    @Test
    void H4_of_many_slow_renewals_the_one_that_landed_counts() {
        CompareAndSet create = run.open(0);
        CompareAndSet[] slow = new CompareAndSet[3];
        for (int i = 0; i < slow.length; i++) {
            long begun = 1000 + i * 1000L;
            slow[i] = run.begin(begun);
            run.answer(slow[i], unanswered(), begun + 500);
            run.read(found(create.next()), begun + 600);
        }
        run.answer(run.begin(4000), unanswered(), 4500);
        run.read(found(slow[1].next()), 4600);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.validUntilMillis()).isEqualTo(10_000);
    }

    @Test
    void H4_a_slow_renewal_is_no_longer_mine_once_another_write_was_acknowledged() {
        CompareAndSet create = run.open(0);
        CompareAndSet first = run.begin(2000);
        run.answer(first, unanswered(), 2100);
        run.read(found(create.next()), 2200);
        CompareAndSet second = run.begin(2300);
        run.answer(second, applied(second.next()), 2400);
        run.answer(run.begin(4000), rejected(), 4100);
        run.read(found(first.next()), 4200);
        run.assertGone(LossReason.SESSION_REVOKED);
    }

    @Test
    void H4_a_create_that_is_tried_again_is_the_same_write_and_counts_from_the_first_if_a_read_shows_it() {
        CompareAndSet first = run.begin(0);
        run.answer(first, unanswered(), 100);
        run.read(absent(), 200);
        CompareAndSet again = run.begin(300);
        assertThat(again.next().nonce()).isEqualTo(first.next().nonce());
        assertThat(again.expected()).isNull();
        run.answer(again, rejected(), 400);
        run.read(found(first.next()), 500);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.validUntilMillis()).isEqualTo(8000);
    }

    @Test
    void H4_a_create_that_is_tried_again_counts_from_the_try_that_was_acknowledged() {
        run.answer(run.begin(0), unanswered(), 100);
        run.read(absent(), 200);
        CompareAndSet again = run.begin(300);
        run.answer(again, applied(again.next()), 400);
        assertThat(run.validUntilMillis()).isEqualTo(8300);
    }

    @Test
    void H4_a_create_that_was_tried_for_longer_than_a_validity_opens_a_session_that_leads_nothing() {
        CompareAndSet create = run.begin(0);
        for (long tried = 0; tried < 20_000; tried += 1000) {
            run.answer(create, unanswered(), tried + 100);
            run.read(absent(), tried + 200);
            create = run.begin(tried + 1000);
        }
        run.answer(create, rejected(), 20_100);
        run.read(found(create.next()), 20_200);
        assertThat(run.phase()).isEqualTo(Phase.LIVE);
        assertThat(run.machine.isUsable(run.at(20_200))).isFalse();
        assertThat(run.begin(20_300).expected()).isEqualTo(version(create.next()));
    }

    @Test
    void H4_the_nonce_of_an_end_means_gone_also_if_another_end_was_sent_since() {
        CompareAndSet create = run.open(0);
        run.machine.end();
        CompareAndSet end = run.begin(100);
        run.answer(end, unanswered(), 200);
        run.read(found(create.next()), 300);
        run.answer(run.begin(400), rejected(), 500);
        run.read(found(end.next()), 600);
        run.assertGone(LossReason.CLOSED);
    }

    @Test
    void H4_a_slow_renewal_that_lands_before_the_end_is_ended_too() {
        CompareAndSet create = run.open(0);
        CompareAndSet renewal = run.begin(2000);
        run.answer(renewal, unanswered(), 2100);
        run.read(found(create.next()), 2200);
        run.machine.end();
        run.answer(run.begin(2300), rejected(), 2400);
        run.read(found(renewal.next()), 2500);
        CompareAndSet end = run.begin(2600);
        assertThat(((SessionRecord) end.next()).state()).isEqualTo(SessionRecord.State.ENDED);
        assertThat(end.expected()).isEqualTo(version(renewal.next()));
    }

    @Test
    void H3_a_slow_renewal_found_applied_after_the_stop_was_due_does_not_revive() {
        CompareAndSet create = run.open(0);
        run.busy = true;
        CompareAndSet first = run.begin(2000);
        run.answer(first, unanswered(), 2100);
        run.read(found(create.next()), 2200);
        run.answer(run.begin(2300), unanswered(), 3000);
        run.read(found(first.next()), 6001);
        assertThat(run.phase()).isEqualTo(Phase.STOPPED);
        assertThat(run.validUntilMillis()).as("the drain is protected").isEqualTo(10_000);
    }

    @Test
    void H4_slow_renewals_are_remembered_in_bounded_memory() {
        CompareAndSet create = run.open(0);
        for (long i = 1; i <= 1000; i++) {
            run.answer(run.begin(i * 1000), unanswered(), i * 1000 + 500);
            run.read(found(create.next()), i * 1000 + 600);
        }
        assertThat(run.machine.state().slow()).hasSize(SessionMachine.MOST_SLOW);
    }

    @Test
    void H4_a_late_answer_to_a_write_that_was_given_up_is_ignored() {
        CompareAndSet create = run.open(0);
        CompareAndSet first = run.begin(2000);
        run.answer(first, unanswered(), 2100);
        run.answer(first, applied(first.next()), 2150);
        assertThat(run.machine.wantsRead()).isTrue();
        run.read(found(create.next()), 2200);
        run.answer(first, applied(first.next()), 2250);
        assertThat(run.validUntilMillis()).isEqualTo(8000);
    }

    @Test
    void H4_a_nonce_i_never_issued_means_gone() {
        run.open(0);
        run.answer(run.begin(2000), unanswered(), 2100);
        run.read(found(live(run.incarnation, LEASE)), 2200);
        run.assertGone(LossReason.SESSION_REVOKED);
    }

    @Test
    void H4_a_session_revoked_by_a_rival_is_gone() {
        SessionRecord created = (SessionRecord) run.open(0).next();
        run.answer(run.begin(2000), rejected(), 2100);
        run.read(found(created.ended(UUID.randomUUID())), 2200);
        run.assertGone(LossReason.SESSION_REVOKED);
    }

    @Test
    void H4_an_older_acknowledged_nonce_of_mine_means_gone() {
        CompareAndSet create = run.open(0);
        CompareAndSet second = run.begin(2000);
        run.answer(second, applied(second.next()), 2100);
        run.answer(run.begin(4000), rejected(), 4100);
        run.read(found(create.next()), 4200);
        run.assertGone(LossReason.SESSION_REVOKED);
    }

    @Test
    void H4_my_nonce_under_another_mark_of_the_store_is_not_the_version_i_wrote() {
        CompareAndSet create = run.open(0);
        run.answer(run.begin(2000), unanswered(), 2100);
        Version touched = new Version(create.next().nonce(), "touched by hand");
        run.read(new ReadOutcome.Found(new StoredRecord(create.next(), touched, null), stamp(EPOCH)), 2200);
        run.assertGone(LossReason.SESSION_REVOKED);
    }
}
