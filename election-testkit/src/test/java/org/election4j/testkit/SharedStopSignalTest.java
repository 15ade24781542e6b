// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.junit.jupiter.api.Test;

/** A leadership may last for months, and be asked for its stop signal at every run of a job. */
class SharedStopSignalTest {

    private final FakeCluster cluster = new FakeCluster();
    private final FakeCluster.Member a = cluster.member("a");

    private Leadership leadership() {
        cluster.advance(leases(1));
        return a.leadership();
    }

    /** Each further stage would hang on the leadership until its end, also when nobody looks at it any more. */
    private static void assertSame(Object first, Object again) {
        // As objects, because AssertJ looks at a stage through a future that it makes of it.
        assertThat(first == again).as("one stage for all").isTrue();
    }

    @Test
    void asking_again_leaves_nothing_behind() {
        Leadership leadership = leadership();
        assertSame(leadership.stopSignal(), leadership.stopSignal());
    }

    @Test
    void asking_a_scripted_leadership_again_leaves_nothing_behind() {
        ScriptedElector elector = new ScriptedElector("billing");
        Leadership leadership = elector.grant();
        assertSame(leadership.stopSignal(), leadership.stopSignal());
    }

    @Test
    void all_who_share_it_hear_the_reason_and_none_can_complete_it_for_the_others() {
        Leadership leadership = leadership();
        CompletableFuture<LossReason> early = leadership.stopSignal().toCompletableFuture();
        CompletableFuture<LossReason> other = leadership.stopSignal().toCompletableFuture();
        early.complete(LossReason.CLOSED);
        assertThat(other).isNotDone();
        assertThatThrownBy(() -> ((CompletableFuture<LossReason>) leadership.stopSignal()).complete(LossReason.CLOSED))
                .isInstanceOf(UnsupportedOperationException.class);
        a.elector.resign();
        cluster.advance(Duration.ofMillis(100));
        assertThat(other).isCompletedWithValue(LossReason.RESIGNED);
        assertThat(leadership.stopSignal().toCompletableFuture()).isCompletedWithValue(LossReason.RESIGNED);
    }
}
