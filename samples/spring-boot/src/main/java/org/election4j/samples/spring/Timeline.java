// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.election4j.LeaderInfo;
import org.election4j.spring.ElectionEvent;
import org.election4j.spring.LeaderChanged;
import org.election4j.spring.LeadershipLost;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The last changes that this instance has seen, newest first. */
@Component
public class Timeline {

    private static final int KEPT = 12;

    private final Deque<Change> changes = new ArrayDeque<>();

    /** Something that changed. */
    record Change(Instant at, String election, String kind, String text) {}

    @EventListener
    void on(ElectionEvent event) {
        if (event instanceof LeaderChanged changed) {
            LeaderInfo leader = changed.leader();
            String text = leader == null ? "Nobody leads" : leader.candidateId() + " leads, term " + leader.term();
            add(new Change(Instant.now(), event.electionName(), leader == null ? "none" : "leader", text));
        } else if (event instanceof LeadershipLost lost) {
            String text = "This instance stopped leading: " + lost.loss().reason();
            add(new Change(
                    Instant.now(), event.electionName(), lost.loss().reason().chosen() ? "ended" : "lost", text));
        }
    }

    private synchronized void add(Change change) {
        if (changes.size() == KEPT) {
            changes.removeLast();
        }
        changes.addFirst(change);
    }

    synchronized List<Change> latest() {
        return List.copyOf(changes);
    }
}
