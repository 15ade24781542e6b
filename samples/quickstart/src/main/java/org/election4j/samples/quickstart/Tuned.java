// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import java.time.Duration;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.LeaderWork;
import org.election4j.OverrunPolicy;
import org.election4j.spi.LeaseStore;

/** The settings that people change. */
final class Tuned {

    private Tuned() {}

    static LeaderElector start(LeaseStore store, LeaderWork work) {
        // tag::settings
        Candidate candidate = Candidate.builder(store)
                .id("billing-7f9c")
                .address("10.0.3.7:8080")
                .lease(Duration.ofSeconds(5))
                .start();
        LeaderElector elector = candidate
                .elector("nightly-billing")
                .onLeader(work)
                .drainLimit(Duration.ofSeconds(2))
                .onOverrun(OverrunPolicy.INTERRUPT)
                .start();
        // end::settings
        return elector;
    }
}
