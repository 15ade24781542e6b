// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.testkit.ScriptedElector;
import org.junit.jupiter.api.Test;

class StopInterruptsTest {

    private final ScriptedElector elector = new ScriptedElector("e");
    private final StopInterrupts interrupts = new StopInterrupts();

    /** Counts how many stages hang on the stop signal: each stays until the leadership ends. */
    private static final class Counting implements Leadership {
        private final Leadership leadership;
        private int hooks;

        private Counting(Leadership leadership) {
            this.leadership = leadership;
        }

        @Override
        public String electionName() {
            return leadership.electionName();
        }

        @Override
        public long term() {
            return leadership.term();
        }

        @Override
        public boolean isValid() {
            return leadership.isValid();
        }

        @Override
        public Duration remaining() {
            return leadership.remaining();
        }

        @Override
        public void ensure(Duration atLeast) {
            leadership.ensure(atLeast);
        }

        @Override
        public Pin pin(Duration atMost) {
            return leadership.pin(atMost);
        }

        @Override
        public CompletionStage<LossReason> stopSignal() {
            hooks++;
            return leadership.stopSignal();
        }
    }

    @Test
    void a_leadership_of_very_many_runs_keeps_one_trace_of_them() {
        Counting leadership = new Counting(elector.grant());
        for (int i = 0; i < 1000; i++) {
            interrupts.exit(interrupts.enter(leadership));
        }
        assertThat(leadership.hooks).isOne();
    }

    @Test
    void work_that_begins_after_the_stop_signal_is_interrupted_at_once() {
        Leadership leadership = elector.grant();
        elector.lose(LossReason.RESIGNED);
        StopInterrupts.Work work = interrupts.enter(leadership);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        interrupts.exit(work);
        interrupts.forget(work);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void work_inside_other_work_leaves_the_interrupt_to_the_outer_one() {
        Leadership leadership = elector.grant();
        StopInterrupts.Work outer = interrupts.enter(leadership);
        StopInterrupts.Work inner = interrupts.enter(leadership);
        elector.lose(LossReason.RESIGNED);
        interrupts.exit(inner);
        interrupts.forget(inner);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        interrupts.exit(outer);
        interrupts.forget(outer);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void an_interrupt_of_somebody_else_stays() {
        Leadership leadership = elector.grant();
        StopInterrupts.Work work = interrupts.enter(leadership);
        Thread.currentThread().interrupt();
        interrupts.exit(work);
        interrupts.forget(work);
        assertThat(Thread.interrupted()).isTrue();
    }
}
