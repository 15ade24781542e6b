// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.testkit.ScriptedElector;
import org.junit.jupiter.api.Test;

class StopSignalsTest {

    private final StopSignals signals = new StopSignals();
    private final ScriptedElector elector = new ScriptedElector("billing");

    @Test
    void any_number_of_calls_hangs_on_the_signal_once() {
        Leadership leadership = elector.grant();
        CompletableFuture<LossReason> signal = new CompletableFuture<>();
        Leadership counted = (Leadership) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Leadership.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "stopSignal" -> (CompletionStage<LossReason>) signal;
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> method.invoke(leadership, arguments);
                });
        for (int i = 0; i < 100; i++) {
            assertThat(signals.begin(counted).end()).isFalse();
        }
        assertThat(signal.getNumberOfDependents()).isEqualTo(1);
    }

    @Test
    void work_that_has_returned_is_not_interrupted_any_more() {
        Leadership leadership = elector.grant();
        signals.begin(leadership).end();
        elector.lose(LossReason.RESIGNED);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void an_interrupt_that_came_too_late_does_not_reach_what_follows() {
        Leadership leadership = elector.grant(Duration.ofDays(1));
        StopSignals.Work work = signals.begin(leadership);
        elector.lose(LossReason.RESIGNED);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(work.end()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void work_that_begins_after_the_signal_is_interrupted_at_once() {
        Leadership leadership = elector.grant();
        elector.lose(LossReason.RESIGNED);
        StopSignals.Work work = signals.begin(leadership);
        assertThat(work.end()).isTrue();
    }
}
