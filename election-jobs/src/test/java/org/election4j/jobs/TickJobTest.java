// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.jobs.TickWorld.LEASE;
import static org.election4j.jobs.TickWorld.tick;

import java.time.Duration;
import java.util.List;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.testkit.ScriptedElector;
import org.junit.jupiter.api.Test;

/** Each tick is started on one candidate: with failovers, clocks that disagree, and a store that is not always there. */
class TickJobTest {

    private final TickWorld world = new TickWorld();

    // ---- one candidate a tick --------------------------------------------------------------------------------------

    @Test
    void the_leader_runs_a_tick_once_and_nobody_else_does() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        a.look();
        b.look();
        world.at(1, 0);
        b.look();
        a.look().look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
        assertThat(b.skips()).containsOnly(SkipReason.NOT_LEADING);
        assertThat(world.last().state()).isEqualTo(State.FINISHED);
        assertThat(world.last().term())
                .isEqualTo(a.elector.leadership().orElseThrow().term());
        assertThat(a.job.lastTick()).contains(world.last());
        assertThat(a.job.name()).isEqualTo("report");
        assertThat(a.events(JobEvent.Ran.class))
                .singleElement()
                .satisfies(ran -> assertThat(ran.tick()).isEqualTo(tick(1)));
    }

    @Test
    void a_tick_that_was_run_before_a_failover_is_not_run_after_it() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        world.at(1, 0);
        a.look();
        a.process.kill();
        world.at(1, 30);
        assertThat(b.elector.isLeader()).isTrue();
        b.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
        assertThat(b.job.lastTick())
                .hasValueSatisfying(record -> assertThat(record.candidateId()).isEqualTo("a"));
    }

    @Test
    void a_tick_that_falls_into_a_failover_is_run_by_the_next_leader() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        world.time.advance(Duration.ofMinutes(59).plusSeconds(55));
        a.process.kill();
        world.at(1, 20);
        b.look();
        assertThat(world.runs).containsExactly("b 1 attempt 1 missed 0");
    }

    @Test
    void clocks_that_disagree_do_not_make_two_runs_of_a_tick() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        a.skew = Duration.ofSeconds(-20);
        b.skew = Duration.ofSeconds(40);
        world.at(1, 0);
        a.look();
        assertThat(world.runs).as("the clock that is behind starts late").isEmpty();
        world.at(1, 20);
        a.look();
        a.elector.resign();
        world.time.advance(LEASE.dividedBy(2));
        assertThat(b.elector.isLeader()).isTrue();
        b.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
    }

    @Test
    void a_clock_that_is_ahead_starts_nothing_before_its_time_by_the_clock_of_the_store() {
        TickWorld.Member a = world.member("a");
        a.skew = Duration.ofMinutes(7);
        world.time.advance(Duration.ofSeconds(2));
        world.time.advance(Duration.ofMinutes(55));
        a.look();
        assertThat(world.runs).isEmpty();
        assertThat(world.ticks.history()).isEmpty();
        world.at(1, 0);
        a.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
    }

    @Test
    void a_clock_that_is_ahead_by_many_periods_misses_nothing() {
        TickWorld.Member a = world.member("a");
        a.skew = Duration.ofMinutes(200);
        for (int minute = 1; minute <= 240; minute++) {
            world.time.advance(Duration.ofMinutes(1));
            a.look();
        }
        assertThat(world.runs)
                .containsExactly(
                        "a 1 attempt 1 missed 0",
                        "a 2 attempt 1 missed 0",
                        "a 3 attempt 1 missed 0",
                        "a 4 attempt 1 missed 0");
        assertThat(a.events(JobEvent.Missed.class)).isEmpty();
    }

    @Test
    void a_leader_of_the_past_claims_nothing() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        world.at(1, 0);
        TickRecord claim = new TickRecord(
                "report",
                tick(1),
                State.STARTED,
                "reports",
                a.elector.leadership().orElseThrow().term() - 1,
                "old",
                tick(1),
                null,
                0,
                1,
                java.util.UUID.randomUUID());
        assertThat(world.ticks.start(null, claim, org.election4j.spi.Attempt.within(LEASE)))
                .isInstanceOf(org.election4j.spi.TickWrite.Stale.class);
        a.look();
        assertThat(world.runs).hasSize(1);
    }

    // ---- ticks nobody ran ------------------------------------------------------------------------------------------

    @Test
    void ticks_before_the_job_was_known_are_not_missed() {
        world.at(5, 10);
        TickWorld.Member a = world.member("a");
        world.time.advance(Duration.ofSeconds(2));
        a.look();
        world.at(6, 0);
        a.look();
        assertThat(world.runs).containsExactly("a 6 attempt 1 missed 0");
        assertThat(a.events(JobEvent.Missed.class)).isEmpty();
    }

    @Test
    void missed_ticks_are_reported_once_and_counted_in_the_next_record() {
        TickWorld.Member a = world.member("a");
        world.at(1, 0);
        a.look();
        world.at(4, 120);
        a.look().look();
        assertThat(world.runs).as("two minutes late is too late").hasSize(1);
        assertThat(a.events(JobEvent.Missed.class)).containsExactly(new JobEvent.Missed("report", tick(2), tick(4), 3));
        world.at(6, 0);
        a.look();
        assertThat(world.runs).last().isEqualTo("a 6 attempt 1 missed 4");
        assertThat(a.events(JobEvent.Missed.class))
                .last()
                .isEqualTo(new JobEvent.Missed("report", tick(5), tick(5), 1));
    }

    @Test
    void run_once_runs_the_latest_of_several_ticks_however_late() {
        TickWorld.Member a = world.member("a", job -> job.catchUp(CatchUp.runOnce()));
        world.at(1, 0);
        a.look();
        world.at(4, 1800);
        a.look().look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0", "a 4 attempt 1 missed 2");
        assertThat(a.events(JobEvent.Missed.class)).containsExactly(new JobEvent.Missed("report", tick(2), tick(3), 2));
    }

    @Test
    void a_run_that_is_longer_than_its_period_costs_ticks_and_never_overlaps() {
        TickWorld.Member a = world.member("a", job -> job.catchUp(CatchUp.runOnce()));
        a.work = run -> {
            if (run.tick().equals(tick(1))) {
                a.look();
                world.time.advance(Duration.ofMinutes(150));
                a.look();
            }
        };
        world.at(1, 0);
        a.look();
        a.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0", "a 3 attempt 1 missed 1");
        assertThat(a.skips()).containsExactly(SkipReason.STILL_RUNNING, SkipReason.STILL_RUNNING);
    }

    // ---- ticks that were started and did not end --------------------------------------------------------------------

    private TickWorld.Member dieInTheMiddle(TickWorld.Member a, TickWorld.Member b) {
        world.elect(a, b);
        a.work = run -> {
            a.process.kill();
            world.ticks.outage(true);
        };
        world.at(1, 0);
        a.look();
        world.ticks.outage(false);
        world.at(1, 20);
        assertThat(b.elector.isLeader()).isTrue();
        return b.look();
    }

    @Test
    void a_tick_whose_leader_died_in_the_middle_is_reported_and_left() {
        TickWorld.Member b = dieInTheMiddle(world.member("a"), world.member("b"));
        b.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
        assertThat(b.events(JobEvent.Unfinished.class)).singleElement().satisfies(event -> {
            assertThat(event.rerun()).isFalse();
            assertThat(event.record().candidateId()).isEqualTo("a");
            assertThat(event.record().state()).isEqualTo(State.STARTED);
        });
        world.at(2, 0);
        b.look();
        assertThat(world.runs).last().isEqualTo("b 2 attempt 1 missed 0");
    }

    @Test
    void or_started_again_if_that_was_asked_for() {
        TickWorld.Member a = world.member("a", job -> job.unfinished(Unfinished.rerun(1)));
        TickWorld.Member b = dieInTheMiddle(a, world.member("b", job -> job.unfinished(Unfinished.rerun(1))));
        b.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0", "b 1 attempt 2 missed 0");
        assertThat(b.events(JobEvent.Unfinished.class))
                .singleElement()
                .satisfies(event -> assertThat(event.rerun()).isTrue());
    }

    @Test
    void a_tick_that_kills_whoever_runs_it_is_given_up() {
        int seconds = 0;
        for (String id : List.of("a", "b", "c")) {
            TickWorld.Member member =
                    world.member(id, job -> job.unfinished(Unfinished.rerun(1)).catchUp(CatchUp.runOnce()));
            world.at(1, seconds);
            seconds += 20;
            member.work = run -> {
                member.process.kill();
                world.ticks.outage(true);
            };
            member.look();
            world.ticks.outage(false);
        }
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0", "b 1 attempt 2 missed 0");
    }

    @Test
    void a_later_tick_replaces_one_that_could_be_started_again() {
        TickWorld.Member a = world.member("a", job -> job.unfinished(Unfinished.rerun(9)));
        TickWorld.Member b = world.member("b", job -> job.unfinished(Unfinished.rerun(9)));
        world.elect(a, b);
        a.work = run -> {
            a.process.kill();
            world.ticks.outage(true);
        };
        world.at(1, 0);
        a.look();
        world.ticks.outage(false);
        world.at(2, 0);
        b.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0", "b 2 attempt 1 missed 0");
    }

    @Test
    void work_that_is_stopped_by_the_end_of_its_leadership_counts_as_interrupted() {
        TickWorld.Member a = world.member("a", job -> job.unfinished(Unfinished.rerun(1)));
        TickWorld.Member b = world.member("b", job -> job.unfinished(Unfinished.rerun(1)));
        world.elect(a, b);
        a.work = run -> {
            a.elector.resign();
            world.time.runDue();
            run.leadership().ensure(Duration.ZERO);
        };
        world.at(1, 0);
        a.look();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(world.last().state()).isEqualTo(State.INTERRUPTED);
        assertThat(a.events(JobEvent.Failed.class))
                .singleElement()
                .satisfies(event -> assertThat(event.ledThroughout()).isFalse());
        world.at(1, 10);
        b.look();
        assertThat(world.runs).last().isEqualTo("b 1 attempt 2 missed 0");
        assertThat(world.last().state()).isEqualTo(State.FINISHED);
    }

    @Test
    void work_that_fails_while_leading_is_not_run_again() {
        TickWorld.Member a = world.member("a", job -> job.unfinished(Unfinished.rerun(9)));
        a.work = run -> {
            throw new IllegalStateException("no paper");
        };
        world.at(1, 0);
        a.look().look();
        assertThat(world.runs).hasSize(1);
        assertThat(world.last().state()).isEqualTo(State.FAILED);
        assertThat(a.elector.isLeader()).isTrue();
    }

    // ---- a store that is not always there ---------------------------------------------------------------------------

    @Test
    void nothing_runs_while_the_store_is_down_and_the_tick_is_run_when_it_is_back() {
        TickWorld.Member a = world.member("a");
        world.at(1, 0);
        world.ticks.outage(true);
        a.look().look();
        assertThat(world.runs).isEmpty();
        assertThat(a.events(JobEvent.StoreFailed.class)).hasSize(2);
        world.ticks.outage(false);
        world.at(1, 30);
        a.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
    }

    @Test
    void a_claim_whose_answer_was_lost_is_found_in_the_record() {
        TickWorld.Member a = world.member("a");
        world.at(1, 0);
        world.ticks.loseReplies(1);
        a.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
        assertThat(world.ticks.history()).hasSize(2);
    }

    @Test
    void an_end_that_could_not_be_written_is_written_later_and_the_tick_is_not_run_again() {
        TickWorld.Member a = world.member("a", job -> job.unfinished(Unfinished.rerun(9)));
        a.work = run -> world.ticks.outage(true);
        world.at(1, 0);
        a.look();
        assertThat(a.events(JobEvent.StoreFailed.class)).hasSize(1);
        world.ticks.outage(false);
        assertThat(world.last().state()).isEqualTo(State.STARTED);
        a.look();
        assertThat(world.last().state()).isEqualTo(State.FINISHED);
        assertThat(world.runs).hasSize(1);
    }

    @Test
    void a_tick_that_was_claimed_too_late_to_work_is_given_back() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        world.at(1, 0);
        world.ticks.beforeStart(() -> {
            a.elector.resign();
            world.ticks.beforeStart(() -> {});
        });
        a.look();
        assertThat(world.runs).isEmpty();
        assertThat(world.last().state()).isEqualTo(State.RETURNED);
        assertThat(a.skips()).containsExactly(SkipReason.LEADERSHIP_ENDED);
        world.at(1, 10);
        b.look();
        assertThat(world.runs).containsExactly("b 1 attempt 1 missed 0");
    }

    // ---- the rest ---------------------------------------------------------------------------------------------------

    @Test
    void min_hold_keeps_starts_apart_also_on_another_candidate() {
        TickWorld.Member a =
                world.member("a", job -> job.minHold(Duration.ofMinutes(10)).catchUp(CatchUp.runOnce()));
        TickWorld.Member b =
                world.member("b", job -> job.minHold(Duration.ofMinutes(10)).catchUp(CatchUp.runOnce()));
        world.elect(a, b);
        world.at(1, 3500);
        a.look();
        a.process.kill();
        world.at(2, 0);
        b.look();
        world.at(2, 499);
        b.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
        world.at(2, 500);
        b.look();
        assertThat(world.runs).last().isEqualTo("b 2 attempt 1 missed 0");
    }

    @Test
    void a_record_that_is_far_ahead_is_reported_and_stops_the_ticks_until_then() {
        TickWorld.Member a = world.member("a");
        world.at(1, 0);
        a.look();
        TickRecord last = world.last();
        TickRecord ahead = new TickRecord(
                "report",
                tick(5),
                State.FINISHED,
                "reports",
                1,
                "x",
                tick(5),
                tick(5),
                0,
                1,
                java.util.UUID.randomUUID());
        world.ticks.end(last.nonce(), ahead, org.election4j.spi.Attempt.within(LEASE));
        world.at(2, 0);
        a.look().look();
        assertThat(world.runs).hasSize(1);
        assertThat(a.skips()).containsExactly(SkipReason.RECORD_IS_AHEAD);
        world.at(6, 0);
        a.look();
        assertThat(world.runs).last().isEqualTo("a 6 attempt 1 missed 0");
    }

    @Test
    void two_jobs_of_one_name_are_refused_until_the_first_is_closed() {
        TickWorld.Member a = world.member("a");
        assertThatThrownBy(() -> a.jobs.oncePerTick("report", TickWorld.HOURLY).build(run -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'report'");
        a.job.close();
        a.jobs.oncePerTick("report", TickWorld.HOURLY).build(run -> {});
        world.at(1, 0);
        a.look();
        assertThat(world.runs).as("closed").isEmpty();
        a.jobs.close();
        assertThatThrownBy(() -> a.jobs.oncePerTick("other", TickWorld.HOURLY).build(run -> {}))
                .hasMessageContaining("closed");
    }

    @Test
    void a_job_without_a_store_of_ticks_is_refused_with_what_to_do() {
        Jobs jobs = Jobs.builder(new ScriptedElector("e")).build();
        assertThatThrownBy(() -> jobs.oncePerTick("report", TickWorld.HOURLY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ticks(...)");
        assertThatThrownBy(() -> Jobs.builder(new ScriptedElector("e")).storeTimeout(Duration.ZERO))
                .hasMessageContaining("PT0S");
        TickWorld.Member a = world.member("a");
        assertThatThrownBy(() -> a.jobs.oncePerTick("x", TickWorld.HOURLY).minHold(Duration.ofSeconds(-1)))
                .hasMessageContaining("PT-1S");
    }

    @Test
    void a_broken_schedule_is_logged_and_ends_nothing() {
        TickWorld.Member a = world.member("a");
        TickJob broken = a.jobs.oncePerTick("broken", after -> java.util.Optional.of(after.minusSeconds(1)))
                .build(run -> {});
        world.at(1, 0);
        broken.runDue();
        a.look();
        assertThat(world.runs).hasSize(1);
    }
}
