// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.election4j.Candidate;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.LeaderTask;
import org.election4j.Leadership;
import org.election4j.ResignOutcome;
import org.election4j.RunOutcome;

/** An elector that brought its own candidate and takes it along when it is closed. */
final class StandaloneElector implements LeaderElector {

    private final LeaderElector elector;

    StandaloneElector(LeaderElector elector) {
        this.elector = elector;
    }

    @Override
    public String electionName() {
        return elector.electionName();
    }

    @Override
    public Candidate candidate() {
        return elector.candidate();
    }

    @Override
    public boolean isLeader() {
        return elector.isLeader();
    }

    @Override
    public Optional<Leadership> leadership() {
        return elector.leadership();
    }

    @Override
    public Optional<Leadership> awaitLeadership(Duration atMost) throws InterruptedException {
        return elector.awaitLeadership(atMost);
    }

    @Override
    public Optional<LeaderInfo> currentLeader() {
        return elector.currentLeader();
    }

    @Override
    public <T> RunOutcome<T> runIfLeader(LeaderTask<T> task) {
        return elector.runIfLeader(task);
    }

    @Override
    public CompletionStage<ResignOutcome> resign() {
        return elector.resign();
    }

    @Override
    public CompletionStage<ResignOutcome> resign(Duration coolDown) {
        return elector.resign(coolDown);
    }

    @Override
    public CompletionStage<ResignOutcome> handOver(String candidateId) {
        return elector.handOver(candidateId);
    }

    @Override
    public ElectorStatus status() {
        return elector.status();
    }

    /** Closing the candidate stops, drains and releases its only elector first. */
    @Override
    public void close() {
        elector.candidate().close();
    }
}
