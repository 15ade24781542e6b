// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.election4j.LeaderElector;
import org.election4j.ResignOutcome;

/** Moves the leadership away from a process that is about to be busy with something else. */
final class Maintenance {

    private Maintenance() {}

    static CompletionStage<ResignOutcome> stepDown(LeaderElector elector) {
        // tag::resign
        CompletionStage<ResignOutcome> resigned = elector.resign(Duration.ofMinutes(10)); // and stay out for so long
        // end::resign
        return resigned;
    }

    static CompletionStage<ResignOutcome> giveTo(LeaderElector elector, String candidateId) {
        // tag::hand-over
        CompletionStage<ResignOutcome> handedOver = elector.handOver(candidateId);
        // end::hand-over
        return handedOver;
    }
}
