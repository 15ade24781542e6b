// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.spi.InterruptibleWork;
import org.election4j.spi.StopInterrupts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which code an interrupt reaches when work is nested. The thread of the test is the one that is interrupted. */
@Timeout(30)
class StopInterruptsTest {

    private final ScriptedElector one = new ScriptedElector("one");
    private final ScriptedElector two = new ScriptedElector("two");
    private final StopInterrupts interrupts = new StopInterrupts();
    private final StopInterrupts others = new StopInterrupts();

    @AfterEach
    void nothing_is_left_of_an_interrupt() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    /** What code does that takes an interrupt for its own. */
    private static void sleepUntilInterrupted() {
        assertThatThrownBy(() -> new CountDownLatch(1).await()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void any_number_of_works_hangs_on_a_stop_signal_once() {
        CompletableFuture<LossReason> signal = new CompletableFuture<>();
        Leadership leadership = new ForwardingLeadership(one.grant()) {
            @Override
            public CompletionStage<LossReason> stopSignal() {
                return signal;
            }
        };
        for (int i = 0; i < 1000; i++) {
            interrupts.begin(leadership).end();
        }
        assertThat(signal.getNumberOfDependents()).isOne();
    }

    @Test
    void work_that_begins_after_the_stop_signal_is_interrupted_at_once() {
        Leadership leadership = one.grant();
        one.lose(LossReason.RESIGNED);
        StopInterrupts.Work work = interrupts.begin(leadership);
        assertThat(isInterrupted()).isTrue();
        assertThat(work.end()).isTrue();
    }

    @Test
    void work_that_has_ended_is_not_interrupted_any_more() {
        assertThat(interrupts.begin(one.grant()).end()).isFalse();
        one.lose(LossReason.RESIGNED);
        assertThat(isInterrupted()).isFalse();
    }

    @Test
    void everything_is_interrupted_once_it_is_closed() {
        StopInterrupts.Work running = interrupts.begin(one.grant());
        interrupts.close();
        assertThat(isInterrupted()).isTrue();
        assertThat(running.end()).isTrue();
        StopInterrupts.Work later = interrupts.begin(two.grant());
        assertThat(later.end()).isTrue();
    }

    @Test
    void an_interrupt_of_somebody_else_stays() {
        StopInterrupts.Work work = interrupts.begin(one.grant());
        Thread.currentThread().interrupt();
        assertThat(work.end()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_inner_call_that_takes_the_interrupt_for_its_own_leaves_one_to_the_outer_call() {
        Leadership leadership = one.grant();
        StopInterrupts.Work outer = interrupts.begin(leadership);
        StopInterrupts.Work inner = others.begin(leadership);
        one.lose(LossReason.RESIGNED);
        sleepUntilInterrupted();
        assertThat(inner.end()).isTrue();
        assertThat(isInterrupted()).isTrue();
        assertThat(outer.end()).isTrue();
    }

    @Test
    void an_inner_call_of_another_election_hands_an_interrupt_that_it_has_taken_to_the_outer_call() {
        StopInterrupts.Work outer = interrupts.begin(one.grant());
        StopInterrupts.Work inner = others.begin(two.grant());
        one.lose(LossReason.RESIGNED);
        sleepUntilInterrupted();
        assertThat(inner.end()).isFalse();
        assertThat(isInterrupted()).isTrue();
        assertThat(outer.end()).isTrue();
    }

    @Test
    void an_interrupt_of_the_inner_call_does_not_reach_the_outer_call_of_another_election() {
        StopInterrupts.Work outer = interrupts.begin(one.grant());
        StopInterrupts.Work inner = others.begin(two.grant());
        two.lose(LossReason.RESIGNED);
        assertThat(isInterrupted()).isTrue();
        assertThat(inner.end()).isTrue();
        assertThat(isInterrupted()).isFalse();
        assertThat(outer.end()).isFalse();
    }

    @Test
    void an_interrupt_that_was_pending_when_the_inner_call_began_is_pending_when_it_ends() {
        StopInterrupts.Work outer = interrupts.begin(one.grant());
        one.lose(LossReason.RESIGNED);
        StopInterrupts.Work inner = others.begin(two.grant());
        sleepUntilInterrupted();
        inner.end();
        assertThat(isInterrupted()).isTrue();
        outer.end();
    }

    @Test
    void an_interrupt_that_the_outer_call_has_taken_does_not_come_again_with_a_later_inner_call() {
        StopInterrupts.Work outer = interrupts.begin(one.grant());
        one.lose(LossReason.RESIGNED);
        sleepUntilInterrupted();
        others.begin(two.grant()).end();
        assertThat(isInterrupted()).isFalse();
        outer.end();
    }

    @Test
    void an_interrupt_goes_through_every_depth_to_the_call_it_is_for() {
        StopInterrupts.Work outermost = interrupts.begin(one.grant());
        StopInterrupts.Work middle = others.begin(two.grant());
        InterruptibleWork innermost = InterruptibleWork.begin();
        one.lose(LossReason.RESIGNED);
        sleepUntilInterrupted();
        innermost.end();
        sleepUntilInterrupted();
        middle.end();
        assertThat(isInterrupted()).isTrue();
        assertThat(outermost.end()).isTrue();
    }

    @Test
    void only_the_innermost_work_can_end() {
        InterruptibleWork outer = InterruptibleWork.begin();
        InterruptibleWork inner = InterruptibleWork.begin();
        assertThatThrownBy(outer::end).isInstanceOf(IllegalStateException.class);
        inner.end();
        outer.end();
        assertThatThrownBy(outer::end).isInstanceOf(IllegalStateException.class);
    }
}
