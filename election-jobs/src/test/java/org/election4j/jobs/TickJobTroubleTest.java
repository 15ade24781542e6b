// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.election4j.spi.TickRecord.State;
import org.junit.jupiter.api.Test;

/** Ticks that were started and did not end, and a store that is not always there. */
class TickJobTroubleTest {

    private final TickWorld world = new TickWorld();

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
    void a_store_that_fails_again_and_again_is_asked_less_and_less_often() {
        FakeClockedRunner asked = new FakeClockedRunner(world);
        assertThat(asked.timesWithin(Duration.ofMinutes(1))).isBetween(8, 14);
    }

    /** Looks whenever the job says that it wants to be looked at, as the timer does. */
    private record FakeClockedRunner(TickWorld world) {
        int timesWithin(Duration period) {
            TickWorld.Member a = world.member("a");
            world.at(1, 0);
            world.ticks.outage(true);
            TickRunner runner = a.runner();
            Duration end = world.time.elapsed().plus(period);
            int times = 0;
            while (world.time.elapsed().compareTo(end) < 0 && times < 1000) {
                runner.runDue();
                times++;
                Duration wait = Duration.between(world.time.instant(), runner.wakeAt());
                world.time.advance(wait.isNegative() ? Duration.ZERO : wait);
            }
            return times;
        }
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
}
