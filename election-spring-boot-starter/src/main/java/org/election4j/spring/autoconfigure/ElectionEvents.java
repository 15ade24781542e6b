// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.Optional;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.spring.ElectionListeners;
import org.election4j.spring.LeaderChanged;
import org.election4j.spring.LeadershipGained;
import org.election4j.spring.LeadershipLost;
import org.election4j.spring.LeadershipStopping;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Makes application events of callbacks.
 *
 * @param publisher where to publish them
 */
record ElectionEvents(ApplicationEventPublisher publisher) implements ElectionListeners {

    @Override
    public LeadershipListener listenTo(String electionName) {
        return new LeadershipListener() {
            @Override
            public void onGained(Leadership leadership) {
                publisher.publishEvent(new LeadershipGained(leadership));
            }

            @Override
            public void onStopping(Leadership leadership, LossReason reason) {
                publisher.publishEvent(new LeadershipStopping(leadership, reason));
            }

            @Override
            public void onLost(Leadership leadership, Loss loss) {
                publisher.publishEvent(new LeadershipLost(leadership, loss));
            }

            @Override
            public void onLeaderChanged(Optional<LeaderInfo> leader) {
                publisher.publishEvent(new LeaderChanged(electionName, leader.orElse(null)));
            }
        };
    }
}
