// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.election4j.Candidate;
import org.election4j.CandidateInfo;
import org.election4j.CandidateStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.Observation;

/** The candidate of a scripted elector. */
final class ScriptedCandidate implements Candidate {

    private final ScriptedElector elector;

    ScriptedCandidate(ScriptedElector elector) {
        this.elector = elector;
    }

    @Override
    public String id() {
        return "scripted";
    }

    @Override
    public LeaderElector.Builder elector(String electionName) {
        throw new UnsupportedOperationException("a scripted candidate has one elector, that of election '"
                + elector.electionName() + "'; for more use a Candidate on an InMemoryLeaseStore");
    }

    @Override
    public Observation observe(String electionName, Consumer<Optional<LeaderInfo>> listener) {
        throw new UnsupportedOperationException("a scripted candidate observes nothing; use a Candidate on an"
                + " InMemoryLeaseStore to observe election '" + electionName + "'");
    }

    @Override
    public List<CandidateInfo> candidates(String electionName) {
        return List.of();
    }

    @Override
    public CandidateStatus status() {
        Optional<Leadership> leadership = elector.leadership();
        return new CandidateStatus(
                id(),
                null,
                Duration.ofSeconds(10),
                leadership.map(Leadership::remaining).orElse(Duration.ZERO),
                1,
                leadership.isPresent() ? 1 : 0,
                List.of(),
                null);
    }

    @Override
    public void close() {
        elector.close();
    }
}
