// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A job is paused until somebody resumes it, whatever becomes of its record. */
abstract class TickPauseContract extends TickRecordContract {

    private final TickPause pause = pauseOf(JOB);

    private TickPause pauseOf(String job) {
        return new TickPause(job, "billing-7f9c", due.plusMillis(5));
    }

    private @Nullable TickPause shown(TickStore store, String job) {
        TickRead read = store.read(job, attempt());
        assertThat(read).isNotInstanceOf(TickRead.Unknown.class);
        return read instanceof TickRead.Found found ? found.pause() : ((TickRead.Absent) read).pause();
    }

    @Test
    void a_job_is_not_paused_before_anybody_does() {
        assertThat(shown(ticks(), JOB)).isNull();
        lead(5);
        first(5);
        assertThat(shown(ticks(), JOB)).isNull();
    }

    @Test
    void a_pause_is_shown_before_the_first_tick() {
        assertThat(ticks().pause(pause, attempt())).isEqualTo(APPLIED);
        assertThat(shown(ticks(), JOB)).isEqualTo(pause);
        assertNone(JOB);
    }

    @Test
    void a_pause_and_the_record_of_the_job_leave_each_other_alone() {
        lead(5);
        TickRecord first = first(5);
        assertThat(ticks().pause(pause, attempt())).isEqualTo(APPLIED);
        assertThat(found(JOB)).isEqualTo(first);
        TickRecord ended = ended(first);
        assertThat(end(first, ended)).isEqualTo(APPLIED);
        assertThat(shown(ticks(), JOB)).isEqualTo(pause);
        TickRecord next = started(due.plusMillis(1), 5);
        assertThat(start(ended, next)).isEqualTo(APPLIED);
        assertThat(shown(ticks(), JOB)).isEqualTo(pause);
        assertThat(ticks().resume(JOB, attempt())).isEqualTo(APPLIED);
        assertThat(found(JOB)).isEqualTo(next);
    }

    @Test
    void a_job_that_was_resumed_is_not_paused() {
        assertThat(ticks().pause(pause, attempt())).isEqualTo(APPLIED);
        assertThat(ticks().resume(JOB, attempt())).isEqualTo(APPLIED);
        assertThat(shown(ticks(), JOB)).isNull();
        assertThat(ticks().pause(pause, attempt())).isEqualTo(APPLIED);
        assertThat(shown(ticks(), JOB)).isEqualTo(pause);
    }

    @Test
    void of_two_pauses_the_last_one_is_shown() {
        TickPause second = new TickPause(JOB, "another", due.plusMillis(6));
        assertThat(ticks().pause(pause, attempt())).isEqualTo(APPLIED);
        assertThat(ticks().pause(second, attempt())).isEqualTo(APPLIED);
        assertThat(shown(ticks(), JOB)).isEqualTo(second);
    }

    @Test
    void a_job_that_is_not_paused_can_be_resumed() {
        assertThat(ticks().resume(JOB, attempt())).isEqualTo(APPLIED);
        assertThat(shown(ticks(), JOB)).isNull();
    }

    @Test
    void pauses_are_those_of_one_job_whatever_its_name() {
        for (String job : List.of("Zürich 'a' \"b\" \\n %s {c} * [d]/e. :h|i,j;k=l", "ü".repeat(100), "..")) {
            assertThat(ticks().pause(pauseOf(job), attempt())).as(job).isEqualTo(APPLIED);
            assertThat(shown(ticks(), job)).isEqualTo(pauseOf(job));
        }
        assertThat(shown(ticks(), JOB)).isNull();
        assertThat(ticks().resume("..", attempt())).isEqualTo(APPLIED);
        assertThat(shown(ticks(), "ü".repeat(100))).isNotNull();
    }

    @Test
    void a_pause_is_seen_through_another_handle() {
        TickStore other = openTicks();
        assertThat(ticks().pause(pause, attempt())).isEqualTo(APPLIED);
        assertThat(shown(other, JOB)).isEqualTo(pause);
        assertThat(other.resume(JOB, attempt())).isEqualTo(APPLIED);
        assertThat(shown(ticks(), JOB)).isNull();
    }
}
