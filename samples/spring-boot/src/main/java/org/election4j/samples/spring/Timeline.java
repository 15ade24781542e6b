// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.election4j.LeaderInfo;
import org.election4j.Loss;
import org.election4j.spring.ElectionEvent;
import org.election4j.spring.LeaderChanged;
import org.election4j.spring.LeadershipLost;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The last changes that this instance has seen, newest first, and since when and why nobody leads. */
@Component
public class Timeline {

    private static final int KEPT = 12;

    private final InstantSource clock;
    private final Instant start;
    private final Deque<Change> changes = new ArrayDeque<>();
    private final Map<String, LeaderInfo> leaders = new HashMap<>();
    private final Map<String, Absence> absences = new HashMap<>();
    private final Map<String, String> losses = new HashMap<>();

    /** With the clock of this machine. */
    @Autowired
    public Timeline() {
        this(InstantSource.system());
    }

    Timeline(InstantSource clock) {
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Something that changed. */
    record Change(Instant at, String election, String kind, String text) {}

    /** Nobody leads, as far as this instance can see. */
    record Absence(Instant since, String cause) {}

    @EventListener
    synchronized void on(ElectionEvent event) {
        if (event instanceof LeaderChanged changed) {
            LeaderInfo leader = changed.leader();
            if (leader == null) {
                nobodyLeads(event.electionName());
            } else {
                leads(event.electionName(), leader);
            }
        } else if (event instanceof LeadershipLost lost) {
            stopped(event.electionName(), lost.loss());
        }
    }

    private void nobodyLeads(String election) {
        LeaderInfo former = leaders.remove(election);
        String cause = losses.getOrDefault(
                election, former == null ? "no leader was seen before" : former.candidateId() + " is gone");
        absences.putIfAbsent(election, new Absence(clock.instant(), cause));
        add(election, "none", "Nobody leads: " + cause);
    }

    private void leads(String election, LeaderInfo leader) {
        leaders.put(election, leader);
        losses.remove(election);
        Absence before = absences.remove(election);
        String text = leader.candidateId() + " leads, term " + leader.term();
        add(election, "leader", before == null ? text : text + "; nobody led for " + since(before.since()));
    }

    private void stopped(String election, Loss loss) {
        String cause = "this instance stopped leading, " + loss.reason()
                + (loss.reason().chosen() ? "" : ", " + loss.report().verdict());
        losses.put(election, cause);
        // The news of a loss and of an absence come on different threads.
        absences.computeIfPresent(election, (name, absence) -> new Absence(absence.since(), cause));
        add(
                election,
                loss.reason().chosen() ? "ended" : "lost",
                cause.substring(0, 1).toUpperCase(Locale.ROOT) + cause.substring(1));
    }

    private String since(Instant instant) {
        Duration time = Duration.between(instant, clock.instant());
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    private void add(String election, String kind, String text) {
        if (changes.size() == KEPT) {
            changes.removeLast();
        }
        changes.addFirst(new Change(clock.instant(), election, kind, text));
    }

    synchronized List<Change> latest() {
        return List.copyOf(changes);
    }

    /** Since when and why nobody leads; to be asked when nobody does. */
    synchronized Absence absence(String election) {
        return absences.getOrDefault(election, new Absence(start, "no leader was seen since this instance started"));
    }
}
