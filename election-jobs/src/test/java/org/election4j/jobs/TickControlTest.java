// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.jobs.TickWorld.tick;

import java.time.Duration;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.TickRecord.State;
import org.junit.jupiter.api.Test;

/** What people do to a job: look, pause, resume, run now. */
class TickControlTest {

    private final TickWorld world = new TickWorld();

    // ---- pause -----------------------------------------------------------------------------------------------------

    @Test
    void a_job_that_is_paused_on_one_candidate_is_started_on_none() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        b.job.pause();
        world.at(1, 0);
        a.look().look();
        a.process.kill();
        world.at(2, 30);
        assertThat(b.elector.isLeader()).isTrue();
        b.look();
        assertThat(world.runs).isEmpty();
        assertThat(a.events(JobEvent.Skipped.class))
                .singleElement()
                .isEqualTo(new JobEvent.Skipped("report", tick(1), SkipReason.PAUSED, null));
    }

    @Test
    void a_resumed_job_starts_the_next_tick_and_reports_no_tick_of_the_pause_as_missed() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        world.at(1, 0);
        a.look();
        a.job.pause();
        world.at(2, 0);
        a.look();
        world.at(3, 0);
        a.look();
        world.at(3, 120);
        b.job.resume();
        a.look();
        world.at(4, 0);
        a.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0", "a 4 attempt 1 missed 2");
        assertThat(a.events(JobEvent.Missed.class)).isEmpty();
    }

    @Test
    void the_latest_tick_of_a_short_pause_is_run_late() {
        TickWorld.Member a = world.member("a");
        world.elect(a, world.member("b"));
        a.job.pause();
        world.at(1, 0);
        a.look();
        world.at(1, 20);
        a.job.resume();
        a.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
    }

    @Test
    void a_leader_looks_within_ten_seconds_whether_a_due_job_was_resumed_elsewhere() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        TickRunner runner = a.runner();
        b.job.pause();
        world.at(1, 0);
        runner.runDue();
        assertThat(runner.wakeAt()).isEqualTo(tick(1).plusSeconds(10));
    }

    @Test
    void a_run_that_is_under_way_when_its_job_is_paused_is_written_down_as_finished() {
        TickWorld.Member a = world.member("a");
        world.elect(a, world.member("b"));
        a.work = run -> a.job.pause();
        world.at(1, 0);
        a.look();
        assertThat(world.last().state()).isEqualTo(State.FINISHED);
        assertThat(a.job.status().pause()).isNotNull();
    }

    @Test
    void a_pause_that_cannot_be_written_is_told_with_its_cause() {
        TickWorld.Member a = world.member("a");
        world.ticks.outage(true);
        assertThatThrownBy(a.job::pause)
                .isInstanceOf(LeaseStoreException.class)
                .hasMessageContainingAll("cannot pause job 'report'", "lost");
        assertThatThrownBy(a.job::resume).hasMessageContaining("cannot resume job 'report'");
        assertThatThrownBy(a.job::status).hasMessageContaining("cannot read job 'report'");
    }

    // ---- status ----------------------------------------------------------------------------------------------------

    @Test
    void every_candidate_tells_the_last_and_the_next_tick_and_the_pause() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        assertThat(b.job.status().lastTick()).isNull();
        world.at(1, 0);
        a.look();
        a.job.pause();
        TickJobStatus status = b.job.status();
        assertThat(status.job()).isEqualTo("report");
        assertThat(status.lastTick()).isEqualTo(world.last());
        assertThat(status.nextTick()).isEqualTo(tick(2));
        assertThat(status.running()).isFalse();
        assertThat(status.pause()).satisfies(pause -> {
            assertThat(pause.by()).isEqualTo("a");
            assertThat(pause.since()).isEqualTo(tick(1));
        });
        b.job.resume();
        assertThat(a.job.status().pause()).isNull();
    }

    // ---- run now ---------------------------------------------------------------------------------------------------

    @Test
    void a_run_by_hand_is_claimed_like_a_tick_and_the_next_tick_comes() {
        TickWorld.Member a = world.member("a");
        world.elect(a, world.member("b"));
        world.at(1, 0);
        a.look();
        world.at(1, 300);
        assertThat(a.job.runNow())
                .isInstanceOfSatisfying(
                        JobEvent.Ran.class, ran -> assertThat(ran.tick()).isEqualTo(tick(1).plusSeconds(300)));
        assertThat(world.last().tick()).isEqualTo(tick(1).plusSeconds(300));
        world.at(2, 0);
        a.look();
        assertThat(world.last().tick()).isEqualTo(tick(2));
        assertThat(world.last().missed()).isZero();
        assertThat(world.runs).hasSize(3);
    }

    @Test
    void a_tick_that_is_due_is_the_one_that_is_run_by_hand() {
        TickWorld.Member a = world.member("a");
        world.elect(a, world.member("b"));
        world.at(1, 5);
        a.job.runNow();
        a.look();
        assertThat(world.runs).containsExactly("a 1 attempt 1 missed 0");
    }

    @Test
    void a_follower_runs_nothing_by_hand_and_says_who_leads() {
        TickWorld.Member a = world.member("a");
        TickWorld.Member b = world.member("b");
        world.elect(a, b);
        assertThat(b.job.runNow()).isInstanceOfSatisfying(JobEvent.Skipped.class, skipped -> {
            assertThat(skipped.reason()).isEqualTo(SkipReason.NOT_LEADING);
            assertThat(skipped.leader()).isNotNull();
        });
        assertThat(world.runs).isEmpty();
    }

    @Test
    void a_paused_job_can_be_run_by_hand() {
        TickWorld.Member a = world.member("a");
        world.elect(a, world.member("b"));
        a.job.pause();
        assertThat(a.job.runNow()).isInstanceOf(JobEvent.Ran.class);
        assertThat(a.job.status().pause()).isNotNull();
    }

    @Test
    void a_run_by_hand_tells_what_went_wrong() {
        TickWorld.Member a = world.member("a");
        world.elect(a, world.member("b"));
        a.work = run -> {
            assertThat(a.job.status().running()).isTrue();
            assertThat(a.job.runNow()).isEqualTo(new JobEvent.Skipped("report", null, SkipReason.STILL_RUNNING, null));
            throw new IllegalArgumentException("no paper");
        };
        assertThat(a.job.runNow())
                .isInstanceOfSatisfying(
                        JobEvent.Failed.class,
                        failed -> assertThat(failed.cause()).hasMessage("no paper"));
        world.ticks.outage(true);
        world.time.advance(Duration.ofSeconds(1));
        assertThat(a.job.runNow()).isInstanceOf(JobEvent.StoreFailed.class);
        a.job.close();
        assertThatThrownBy(a.job::runNow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
