// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.election4j.Candidate;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.ResignOutcome;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spring.Elections;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.lang.Nullable;

/**
 * Who leads, and since when, and why not this application. {@code POST} resigns, and is refused until {@code
 * management.endpoint.elections.access=unrestricted}. Reading asks the store for the candidates: one call per election.
 */
@Endpoint(id = "elections", defaultAccess = Access.READ_ONLY)
public final class ElectionsEndpoint {

    /** How long a resignation waits for its outcome. The work may drain for longer; the resignation goes on. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Elections elections;
    private final LossJournal journal;

    ElectionsEndpoint(Elections elections, LossJournal journal) {
        this.elections = elections;
        this.journal = journal;
    }

    /**
     * All elections.
     *
     * @param elections one entry per election, in the order of configuration
     */
    public record Descriptor(List<ElectionDescriptor> elections) {}

    /**
     * What became of a resignation.
     *
     * @param election the election
     * @param outcome the outcome; {@code UNDER_WAY} while the work still drains
     */
    public record Resignation(String election, String outcome) {}

    /**
     * Describes all elections. Blocks for the store.
     *
     * @return the elections
     */
    @ReadOperation
    public Descriptor elections() {
        List<ElectionDescriptor> described = new ArrayList<>();
        boolean storeAnswers = true;
        for (String name : elections.names()) {
            ElectionDescriptor election = describe(name, storeAnswers);
            // One call that was not answered tells enough; with many elections the others would add up.
            storeAnswers = election.candidates() != null;
            described.add(election);
        }
        return new Descriptor(described);
    }

    /**
     * Describes one election. Blocks for the store.
     *
     * @param election its name
     * @return the election; null if there is none of that name
     */
    @ReadOperation
    @Nullable
    public ElectionDescriptor election(@Selector String election) {
        return elections.names().contains(election) ? describe(election, true) : null;
    }

    /**
     * Gives the leadership up. Blocks for a few seconds at most.
     *
     * @param election the election
     * @param coolDown how long not to campaign afterwards; null for one lease
     * @param to the id of the candidate to hand over to; null for whoever is first
     * @return the outcome
     * @throws InterruptedException if the thread is interrupted
     * @throws InvalidEndpointRequestException if there is no election of that name, or an argument is out of range: over HTTP
     *     that is 400
     */
    @WriteOperation
    public Resignation resign(@Selector String election, @Nullable Duration coolDown, @Nullable String to)
            throws InterruptedException {
        CompletionStage<ResignOutcome> outcome;
        try {
            outcome = resign(elections.elector(election), coolDown, to);
        } catch (IllegalArgumentException e) {
            // Null would be answered by 204, which looks like success to whoever mistyped a name.
            String reason = String.valueOf(e.getMessage());
            throw new InvalidEndpointRequestException(reason, reason, e);
        }
        return new Resignation(election, await(outcome));
    }

    private static CompletionStage<ResignOutcome> resign(
            LeaderElector elector, @Nullable Duration coolDown, @Nullable String to) {
        if (to != null) {
            return elector.handOver(to);
        }
        return coolDown == null ? elector.resign() : elector.resign(coolDown);
    }

    private static String await(CompletionStage<ResignOutcome> outcome) throws InterruptedException {
        try {
            return outcome.toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .name();
        } catch (TimeoutException e) {
            return "UNDER_WAY";
        } catch (ExecutionException e) {
            throw new IllegalStateException("the resignation failed", e.getCause());
        }
    }

    private ElectionDescriptor describe(String name, boolean askStore) {
        LeaderElector elector = elections.elector(name);
        ElectorStatus status = elector.status();
        Optional<Leadership> leadership = elector.leadership();
        return new ElectionDescriptor(
                name,
                status.candidateId(),
                status.state(),
                leadership.isPresent(),
                status.term() == 0 ? null : status.term(),
                leadership.map(now -> now.remaining().toMillis()).orElse(0L),
                elector.currentLeader()
                        .map(leader -> new ElectionDescriptor.Leader(
                                leader.candidateId(), leader.address(), leader.term(), leader.since()))
                        .orElse(null),
                status.nextStep(),
                status.lastError(),
                askStore ? candidates(name) : null,
                journal.of(name));
    }

    @Nullable
    private List<ElectionDescriptor.Candidate> candidates(String name) {
        Optional<Candidate> candidate = elections.candidate();
        if (candidate.isEmpty()) {
            return List.of();
        }
        try {
            return candidate.get().candidates(name).stream()
                    .map(each -> new ElectionDescriptor.Candidate(
                            each.candidateId(), each.address(), each.lease().toMillis()))
                    .toList();
        } catch (LeaseStoreException | IllegalStateException e) {
            // The store is down, or the candidate is being closed. The rest is worth showing all the same.
            return null;
        }
    }
}
