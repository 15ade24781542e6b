// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import org.election4j.Leadership;
import org.election4j.spring.Elections;
import org.election4j.spring.LeadershipGained;
import org.election4j.spring.LeadershipStopping;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;

/**
 * Publishes the leader events of Spring Integration, with the election as the role: granted when a leadership begins, revoked at its stop
 * signal. The election is given up only after the listeners have returned. So {@code @Role} endpoints start and stop with an election, and
 * listeners of these events need not change.
 */
final class IntegrationEvents {

    private final Elections elections;
    private final ApplicationEventPublisher publisher;

    IntegrationEvents(Elections elections, ApplicationEventPublisher publisher) {
        this.elections = elections;
        this.publisher = publisher;
    }

    @EventListener
    void on(LeadershipGained event) {
        Leadership leadership = event.leadership();
        publisher.publishEvent(new OnGrantedEvent(this, context(leadership), leadership.electionName()));
    }

    @EventListener
    void on(LeadershipStopping event) {
        Leadership leadership = event.leadership();
        publisher.publishEvent(new OnRevokedEvent(this, context(leadership), leadership.electionName()));
    }

    private Context context(Leadership leadership) {
        return new LeaderContext(elections, leadership);
    }

    /** What listeners may ask, and how they give the leadership up. */
    private record LeaderContext(Elections elections, Leadership leadership) implements Context {

        @Override
        public boolean isLeader() {
            return leadership.isValid();
        }

        @Override
        public void yield() {
            elections.elector(leadership.electionName()).resign();
        }

        @Override
        public String getRole() {
            return leadership.electionName();
        }
    }
}
