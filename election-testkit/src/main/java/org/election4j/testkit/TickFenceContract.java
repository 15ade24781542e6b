// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.junit.jupiter.api.Test;

/** Ticks are started in the term that leads, and ended in any. */
abstract class TickFenceContract extends TickPauseContract {

    @Test
    void an_election_that_nobody_knows_starts_nothing() {
        settledGuard();
        assertThat(start(null, started(due, 5))).isEqualTo(STALE);
        assertNone(JOB);
    }

    @Test
    void an_older_and_a_later_term_than_the_one_that_leads_start_nothing() {
        lead(BEYOND_DOUBLES);
        assertThat(start(null, started(due, BEYOND_DOUBLES - 1))).isEqualTo(STALE);
        assertThat(start(null, started(due, BEYOND_DOUBLES + 1))).isEqualTo(STALE);
        assertNone(JOB);
        first(BEYOND_DOUBLES);
    }

    @Test
    void a_term_that_another_one_followed_starts_nothing() {
        lead(5);
        TickRecord first = first(5);
        lead(6);
        assertThat(start(first, started(due.plusMillis(1), 5))).isEqualTo(STALE);
        assertThat(found(JOB)).isEqualTo(first);
        assertThat(start(first, started(due.plusMillis(1), 6))).isEqualTo(APPLIED);
    }

    @Test
    void a_term_that_was_given_up_starts_nothing() {
        lead(5);
        change(election(ELECTION, 5, new ElectionRecord.Free()));
        assertThat(start(null, started(due, 5))).isEqualTo(STALE);
        assertNone(JOB);
    }

    @Test
    void a_term_that_was_handed_over_starts_nothing() {
        lead(5);
        change(election(ELECTION, 5, new ElectionRecord.Handover("billing-next", LEASE)));
        assertThat(start(null, started(due, 5))).isEqualTo(STALE);
        assertNone(JOB);
    }

    @Test
    void a_leader_whose_session_was_ended_starts_nothing() {
        lead(5);
        TickRecord first = first(5);
        revokeTheLeader();
        assertThat(start(first, started(due.plusMillis(1), 5))).isEqualTo(STALE);
        assertThat(found(JOB)).isEqualTo(first);
    }

    @Test
    void the_leader_of_another_election_starts_nothing() {
        lead(5);
        TickRecord elsewhere = new TickRecord(
                JOB, due, State.STARTED, "another", 5, "billing-7f9c", due, null, 0, 1, UUID.randomUUID());
        assertThat(start(null, elsewhere)).isEqualTo(STALE);
        assertNone(JOB);
    }

    /** What a successor reads is final, so it can decide what to do about the last tick. */
    @Test
    void nothing_is_started_in_a_term_after_a_later_one_has_read_the_record() {
        for (long term = 5; term < 15; term += 2) {
            lead(term);
            long running = term;
            CountDownLatch going = new CountDownLatch(3);
            Callable<TickRecord> starter = () -> startUntilStale(running, going);
            Callable<TickRecord> successor = () -> {
                going.await();
                lead(running + 1);
                return found(JOB);
            };
            List<TickRecord> last = Race.run(List.of(starter, successor), patience());
            long unseen =
                    Duration.between(last.get(1).tick(), found(JOB).tick()).toMillis();
            assertThat(found(JOB)).isEqualTo(last.get(0));
            assertThat(unseen).as("starts after the read").isBetween(0L, fencesInOneStep() ? 0L : 1L);
        }
    }

    /** One tick after the other, until somebody else leads. The last record that was written. */
    private TickRecord startUntilStale(long term, CountDownLatch going) {
        TickStore handle = openTicks();
        TickRead before = handle.read(JOB, attempt());
        TickRecord last = before instanceof TickRead.Found found ? found.record() : null;
        while (true) {
            TickRecord next = started(last == null ? due : last.tick().plusMillis(1), term);
            TickWrite outcome = handle.start(last == null ? null : last.nonce(), next, attempt());
            if (outcome.equals(STALE) && last != null) {
                return last;
            }
            assertThat(outcome).isEqualTo(APPLIED);
            last = next;
            going.countDown();
        }
    }

    @Test
    void an_end_is_written_whoever_leads_by_now() {
        lead(5);
        TickRecord first = first(5);
        revokeTheLeader();
        lead(6);
        TickRecord ended = ended(first);
        assertThat(end(first, ended)).isEqualTo(APPLIED);
        assertThat(found(JOB)).isEqualTo(ended);
    }
}
