// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.election4j.Candidate;
import org.election4j.CandidateInfo;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Observation;
import org.election4j.spi.Identifiers;
import org.election4j.spi.LeaseStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What electors do on every {@link LeaseStore}: whole candidates, with their threads and in real time. A store that
 * passes {@link LeaseStoreContract} should pass this, too; run both, because this one also shows whether the store's time
 * limits, hints and connections are up to it.
 *
 * <pre>{@code
 * class MyLeaderElectorContractTest extends LeaderElectorContract {
 *     private final String namespace = "contract_" + UUID.randomUUID();
 *
 *     protected LeaseStore openStore() {
 *         return new MyLeaseStore(server, namespace);
 *     }
 * }
 * }</pre>
 *
 * <p>JUnit makes one instance per test, so a field as above gives each test a namespace of its own. All of it takes about
 * a minute with the default lease.
 */
@Timeout(180)
public abstract class LeaderElectorContract extends SuccessionContract {

    /** For subclasses. */
    protected LeaderElectorContract() {}

    /**
     * Opens a handle onto the namespace of this test: fresh and empty at the first call, the same at every other. The
     * contract closes all handles.
     *
     * @return a store of its own, as another process would have
     */
    @Override
    protected abstract LeaseStore openStore();

    /**
     * The lease of most candidates: two seconds unless overridden. A leader that is not scheduled for six tenths of it
     * stops leading, so a busy machine or a slow store needs more.
     *
     * @return the lease
     */
    @Override
    protected Duration lease() {
        return Duration.ofSeconds(2);
    }

    /**
     * How long to wait for anything before a test fails: twenty seconds and ten leases unless overridden.
     *
     * @return more than a busy machine needs
     */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(20).plus(lease().multipliedBy(10));
    }

    @Test
    void a_candidate_wins_alone() {
        LeaderElector elector = elector(candidate("a"));
        assertThat(leads(elector).term()).isPositive();
        assertThat(leads(elector).electionName()).isEqualTo(ELECTION);
        assertThat(leads(elector).remaining()).isPositive().isLessThanOrEqualTo(lease());
    }

    @Test
    void exactly_one_of_several_leads_and_all_agree_on_who() {
        List<LeaderElector> electors = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            electors.add(elector(candidate("candidate " + i)));
        }
        leaderOf(electors);
        Await.during(lease().multipliedBy(2), "at most one leads", () -> atMostOneLeads(electors));
        await("all agree on the leader", () -> {
            List<Optional<LeaderInfo>> leaders = electors.stream()
                    .map(LeaderElector::currentLeader)
                    .distinct()
                    .toList();
            return leaders.size() == 1 && leaders.get(0).isPresent();
        });
    }

    @Test
    void standbys_and_observers_see_the_leader_and_its_address() {
        LeaderElector leader = elector(candidate("a"));
        long term = leads(leader).term();
        Candidate other = candidate("b");
        LeaderElector standby = elector(other);
        List<Optional<LeaderInfo>> seen = new CopyOnWriteArrayList<>();
        Candidate third = candidate("c");
        try (Observation observation = third.observe(ELECTION, seen::add)) {
            await(
                    "standby and observer see the leader",
                    () -> standby.currentLeader().isPresent()
                            && observation.currentLeader().isPresent());
            for (LeaderInfo info : List.of(
                    standby.currentLeader().orElseThrow(),
                    observation.currentLeader().orElseThrow())) {
                assertThat(info.candidateId()).isEqualTo("a");
                assertThat(info.address()).isEqualTo("address of a");
                assertThat(info.electionName()).isEqualTo(ELECTION);
                assertThat(info.term()).isGreaterThanOrEqualTo(term);
            }
            leader.close();
            await(
                    "the observer sees the successor",
                    () -> observation
                            .currentLeader()
                            .filter(info -> info.candidateId().equals("b"))
                            .isPresent());
            // The listener is called on a thread of its own, a moment after the observation itself knows.
            await(
                    "the listener is told of both, in order",
                    () -> seen.stream()
                            .flatMap(Optional::stream)
                            .map(LeaderInfo::candidateId)
                            .distinct()
                            .toList()
                            .equals(List.of("a", "b")));
        }
    }

    @Test
    void all_candidates_of_an_election_can_be_listed() {
        Candidate one = candidate("a");
        LeaderElector leader = elector(one);
        leads(leader);
        elector(candidate("b"));
        candidate("c").elector("another election").start();
        await(
                "both candidates are listed",
                () -> one.candidates(ELECTION).stream()
                        .map(CandidateInfo::candidateId)
                        .toList()
                        .equals(List.of("a", "b")));
        assertThat(one.candidates(ELECTION).get(0).address()).isEqualTo("address of a");
    }

    @Test
    void waiting_for_leadership_ends_in_time_and_with_the_elector() throws InterruptedException {
        leads(elector(candidate("a")));
        LeaderElector standby = elector(candidate("b"));
        assertThat(standby.awaitLeadership(Duration.ZERO)).isEmpty();
        assertThat(standby.awaitLeadership(Duration.ofSeconds(-1))).isEmpty();
        long start = System.nanoTime();
        Duration limit = Duration.ofMillis(100);
        assertThat(standby.awaitLeadership(limit)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(limit, limit.plus(patience()));
        standby.close();
        assertThat(standby.awaitLeadership(patience().multipliedBy(100))).isEmpty();
    }

    @Test
    void one_candidate_can_lead_many_elections_under_one_session() {
        Candidate candidate = candidate("a");
        List<LeaderElector> electors = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            electors.add(candidate.elector("election " + i).start());
        }
        electors.forEach(this::leads);
        // On a busy machine the candidate may lose a session on the way; then all elections follow it to the next one.
        await(
                "all elections are led under one session",
                () -> candidate.status().leading() == 50
                        && electors.stream()
                                        .map(elector -> holder(elector.electionName()))
                                        .distinct()
                                        .count()
                                == 1);
        candidate.close();
        for (int i = 0; i < 50; i++) {
            assertThat(holder("election " + i)).isNull();
        }
    }

    @Test
    void the_same_id_twice_is_two_candidates() {
        LeaderElector one = elector(candidate("twin"));
        leads(one);
        LeaderElector other = elector(candidate("twin"));
        Await.during(lease().multipliedBy(2), "one of the twins leads", () -> !bothLead(one, other));
        assertThat(one.candidate().status().incarnation())
                .isNotEqualTo(other.candidate().status().incarnation());
        one.candidate().close();
        leads(other);
    }

    @Test
    void names_may_be_any_text() {
        List<String> names = List.of(
                "Wahl für Österreich",
                "選挙",
                "\uD83D\uDDF3".repeat(Identifiers.MAX_BYTES / 4),
                "it's \"quoted\" \\ and : {colons} % _",
                "A",
                "a");
        Candidate candidate = candidate("Kandidat Ä \uD83D\uDDF3");
        List<LeaderElector> electors =
                names.stream().map(name -> candidate.elector(name).start()).toList();
        electors.forEach(this::leads);
        assertThat(electors)
                .allSatisfy(elector -> assertThat(elector.currentLeader())
                        .hasValueSatisfying(
                                leader -> assertThat(leader.candidateId()).isEqualTo(candidate.id())));
    }
}
