// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.election4j.Candidate;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.LeaderTask;
import org.election4j.Leadership;
import org.election4j.ResignOutcome;
import org.election4j.RunOutcome;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The elector that beans hold. Beans are made before the campaign begins, so it stands in for one that comes later, and for the
 * next one after a restart of the lifecycle.
 */
final class ManagedElector implements LeaderElector {

    private final String electionName;
    private final CountDownLatch attached = new CountDownLatch(1);
    private volatile @Nullable LeaderElector elector;

    ManagedElector(String electionName) {
        this.electionName = electionName;
    }

    void attach(LeaderElector started) {
        elector = started;
        attached.countDown();
    }

    @Override
    public String electionName() {
        return electionName;
    }

    @Override
    public Candidate candidate() {
        LeaderElector now = elector;
        if (now == null) {
            throw new IllegalStateException("the campaign for election '" + electionName
                    + "' has not begun: it begins when the application context has started");
        }
        return now.candidate();
    }

    @Override
    public boolean isLeader() {
        LeaderElector now = elector;
        return now != null && now.isLeader();
    }

    @Override
    public Optional<Leadership> leadership() {
        LeaderElector now = elector;
        return now == null ? Optional.empty() : now.leadership();
    }

    @Override
    public Optional<Leadership> awaitLeadership(Duration atMost) throws InterruptedException {
        long start = Ticker.system().nanos();
        if (!attached.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            return Optional.empty();
        }
        LeaderElector now = elector;
        Duration left = atMost.minusNanos(Ticker.system().nanos() - start);
        return now == null ? Optional.empty() : now.awaitLeadership(left);
    }

    @Override
    public Optional<LeaderInfo> currentLeader() {
        LeaderElector now = elector;
        return now == null ? Optional.empty() : now.currentLeader();
    }

    @Override
    public <T> RunOutcome<T> runIfLeader(LeaderTask<T> task) {
        LeaderElector now = elector;
        return now == null ? new RunOutcome.NotLeader<>(null) : now.runIfLeader(task);
    }

    @Override
    public CompletionStage<ResignOutcome> resign() {
        LeaderElector now = elector;
        return now == null ? notLeading() : now.resign();
    }

    @Override
    public CompletionStage<ResignOutcome> resign(Duration coolDown) {
        LeaderElector now = elector;
        return now == null ? notLeading() : now.resign(coolDown);
    }

    @Override
    public CompletionStage<ResignOutcome> handOver(String candidateId) {
        LeaderElector now = elector;
        return now == null ? notLeading() : now.handOver(candidateId);
    }

    private static CompletionStage<ResignOutcome> notLeading() {
        return CompletableFuture.completedStage(ResignOutcome.NOT_LEADING);
    }

    @Override
    public ElectorStatus status() {
        LeaderElector now = elector;
        return now != null
                ? now.status()
                : new ElectorStatus(
                        electionName,
                        "",
                        ElectorStatus.State.STARTING,
                        0,
                        null,
                        null,
                        "waiting for the application context to start",
                        Instant.now());
    }

    @Override
    public void close() {
        LeaderElector now = elector;
        if (now != null) {
            now.close();
        }
    }
}
