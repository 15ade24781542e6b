// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import java.util.function.Consumer;
import org.election4j.Candidate;
import org.election4j.LeaderInfo;
import org.election4j.Observation;

/** Sends requests to whoever leads, and does not want to lead itself. */
final class Router implements AutoCloseable {

    private final Observation observation;

    Router(Candidate candidate, Consumer<String> route) {
        // tag::observe
        Observation observation = candidate.observe(
                "nightly-billing",
                leader -> route.accept(leader.map(LeaderInfo::address).orElse("nobody")));
        // end::observe
        this.observation = observation;
    }

    String leader() {
        return observation.currentLeader().map(LeaderInfo::candidateId).orElse("nobody");
    }

    @Override
    public void close() {
        observation.close();
    }
}
