// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import static java.lang.System.Logger.Level.INFO;

import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.spi.LeaseStore;

/** Starts something with the leadership and stops it with its end. */
final class LeaderRole {

    private static final System.Logger LOG = System.getLogger(LeaderRole.class.getName());

    private LeaderRole() {}

    static LeaderElector start(LeaseStore store, Scheduler scheduler) {
        // tag::listener
        LeaderElector elector = LeaderElector.builder(store, "scheduler")
                .listener(new LeadershipListener() {
                    @Override
                    public void onGained(Leadership leadership) {
                        scheduler.start(leadership);
                    }

                    @Override
                    public void onStopping(Leadership leadership, LossReason reason) {
                        scheduler.stop(); // nobody else leads before this has returned, if the end was chosen
                    }

                    @Override
                    public void onLost(Leadership leadership, Loss loss) {
                        LOG.log(
                                INFO,
                                "term {0} is over: {1}",
                                leadership.term(),
                                loss.report().summary());
                    }
                })
                .start();
        // end::listener
        return elector;
    }

    /** What the leader runs. */
    interface Scheduler {
        /** Begins to work under a leadership. */
        void start(Leadership leadership);

        /** Returns when no work is being done any more. */
        void stop();
    }
}
