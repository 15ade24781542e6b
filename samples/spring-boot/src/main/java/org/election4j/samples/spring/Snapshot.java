// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.election4j.Candidate;
import org.election4j.CandidateInfo;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spring.Elections;
import org.jspecify.annotations.Nullable;

/** What the page shows. The term is a text: it is larger than what a browser takes for an exact number. */
record Snapshot(String instance, Instant at, List<Election> elections, List<Timeline.Change> timeline) {

    record Election(
            String name,
            String state,
            boolean leading,
            @Nullable Leader leader,
            Timeline.@Nullable Absence absence,
            long validityMillis,
            long leaseMillis,
            String nextStep,
            @Nullable String lastError,
            List<Member> candidates) {}

    record Leader(String id, @Nullable String address, String term, Instant since) {}

    record Member(String id, @Nullable String address, boolean self, boolean leader) {}

    static Snapshot of(Elections elections, Timeline timeline, long leaseMillis) {
        String instance = elections.candidate().map(Candidate::id).orElse("not campaigning");
        List<Election> all = elections.names().stream()
                .map(name -> election(elections, timeline, name, instance, leaseMillis))
                .toList();
        return new Snapshot(instance, Instant.now(), all, timeline.latest());
    }

    private static Election election(
            Elections elections, Timeline timeline, String name, String instance, long leaseMillis) {
        LeaderElector elector = elections.elector(name);
        ElectorStatus status = elector.status();
        Optional<Leadership> leadership = elector.leadership();
        Optional<LeaderInfo> leader = elector.currentLeader();
        String leading = leader.map(LeaderInfo::candidateId).orElse("");
        return new Election(
                name,
                status.state().name(),
                leadership.isPresent(),
                leader.map(info -> new Leader(
                                info.candidateId(), info.address(), Long.toString(info.term()), info.since()))
                        .orElse(null),
                leader.isPresent() ? null : timeline.absence(name),
                leadership.map(now -> now.remaining().toMillis()).orElse(0L),
                leaseMillis,
                status.nextStep(),
                status.lastError(),
                candidates(elections, name).stream()
                        .map(each -> new Member(
                                each.candidateId(),
                                each.address(),
                                each.candidateId().equals(instance),
                                each.candidateId().equals(leading)))
                        .toList());
    }

    private static List<CandidateInfo> candidates(Elections elections, String name) {
        try {
            return elections
                    .candidate()
                    .map(candidate -> candidate.candidates(name))
                    .orElse(List.of());
        } catch (LeaseStoreException | IllegalStateException e) {
            // The store is down, or this instance ends. lastError says so, too.
            return List.of();
        }
    }
}
