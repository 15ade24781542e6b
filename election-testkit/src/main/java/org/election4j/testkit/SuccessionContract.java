// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.election4j.Candidate;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.Test;

/** How leadership passes from one candidate to another. */
abstract class SuccessionContract extends CallbackContract {

    @Test
    void a_standby_takes_over_from_a_leader_that_is_cut_off() {
        FaultyLeaseStore store = breakable();
        LeadershipDiary diary = new LeadershipDiary();
        LeaderElector cut = elector(candidate("a", store), diary);
        Leadership first = leads(cut);
        LeaderElector standby = elector(candidate("b"));
        await("the standby has seen the leader", () -> standby.currentLeader().isPresent());
        await("the gain was heard", () -> !diary.entries().isEmpty());
        store.outage(true);
        await("somebody else leads, and never two", () -> {
            assertThat(bothLead(cut, standby)).isFalse();
            return standby.isLeader();
        });
        assertThat(first.isValid()).isFalse();
        assertThat(leads(standby).term()).isGreaterThan(first.term());
        await("the loss was heard", () -> !diary.losses().isEmpty());
        assertThat(diary.reasons().get(0)).isEqualTo(LossReason.RENEWAL_TIMED_OUT);
    }

    @Test
    void a_leader_that_was_cut_off_follows_when_the_store_is_back() {
        FaultyLeaseStore store = breakable();
        LeaderElector cut = elector(candidate("a", store));
        leads(cut);
        LeaderElector standby = elector(candidate("b"));
        store.outage(true);
        leads(standby);
        store.outage(false);
        await(
                "the old leader has seen the new one",
                () -> cut.currentLeader()
                        .filter(leader -> leader.candidateId().equals("b"))
                        .isPresent());
        outcome(standby.resign());
        leads(cut);
    }

    @Test
    void a_resignation_gives_the_leadership_to_another_candidate() {
        LeaderElector first = elector(candidate("a"));
        Leadership leadership = leads(first);
        LeaderElector second = elector(candidate("b"));
        await("the standby has seen the leader", () -> second.currentLeader().isPresent());
        assertThat(outcome(first.resign())).isEqualTo(ResignOutcome.RELEASED);
        assertThat(leadership.isValid()).isFalse();
        assertThat(leads(second).term()).isGreaterThan(leadership.term());
    }

    @Test
    void a_candidate_that_resigned_rests_for_the_cool_down() {
        LeaderElector elector = elector(candidate("a"));
        leads(elector);
        long start = System.nanoTime();
        Duration coolDown = lease().multipliedBy(2);
        assertThat(outcome(elector.resign(coolDown))).isEqualTo(ResignOutcome.RELEASED);
        assertThat(elector.status().state()).isEqualTo(ElectorStatus.State.COOLING_DOWN);
        leads(elector);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(coolDown);
    }

    @Test
    void a_candidate_that_resigned_without_a_cool_down_may_lead_again_in_a_new_term() {
        LeaderElector elector = elector(candidate("a"));
        long term = leads(elector).term();
        assertThat(outcome(elector.resign(Duration.ZERO))).isEqualTo(ResignOutcome.RELEASED);
        assertThat(leads(elector).term()).isGreaterThan(term);
    }

    @Test
    void a_standby_has_nothing_to_resign() {
        LeaderElector leader = elector(candidate("a"));
        leads(leader);
        LeaderElector standby = elector(candidate("b"));
        assertThat(outcome(standby.resign())).isEqualTo(ResignOutcome.NOT_LEADING);
        assertThat(outcome(standby.handOver("a"))).isEqualTo(ResignOutcome.NOT_LEADING);
    }

    @Test
    void a_handover_goes_to_the_candidate_that_is_named() {
        Duration patientLease = lease().multipliedBy(4);
        LeaderElector first = elector(candidate("a", handle(), patientLease));
        leads(first);
        LeadershipDiary others = new LeadershipDiary();
        LeaderElector other = elector(candidate("b", handle(), patientLease), others);
        LeaderElector heir = elector(candidate("c", handle(), patientLease));
        await(
                "the standbys have seen the leader",
                () -> other.currentLeader().isPresent() && heir.currentLeader().isPresent());
        await(
                "the heir has a session",
                () -> !heir.candidate().status().validity().isZero());
        assertThat(outcome(first.handOver("c"))).isEqualTo(ResignOutcome.RELEASED);
        leads(heir);
        assertThat(others.entries()).isEmpty();
    }

    @Test
    void a_handover_that_is_not_taken_leaves_the_election_to_everybody_after_its_window() {
        LeaderElector first = elector(candidate("a"));
        leads(first);
        LeaderElector other = elector(candidate("b"));
        Candidate idle = candidate("c");
        await("it has a session", () -> !idle.status().validity().isZero());
        assertThat(outcome(first.handOver("c"))).isEqualTo(ResignOutcome.RELEASED);
        leads(other);
    }

    @Test
    void a_handover_to_nobody_is_refused_and_the_leader_leads_on() {
        LeaderElector first = elector(candidate("a"));
        Leadership leadership = leads(first);
        elector(candidate("b"));
        assertThat(outcome(first.handOver("nobody"))).isEqualTo(ResignOutcome.REFUSED);
        assertThat(leadership.isValid()).isTrue();
    }

    @Test
    void closing_frees_the_election_and_ends_the_session() {
        LeadershipDiary diary = new LeadershipDiary();
        Candidate candidate = candidate("a");
        LeaderElector elector = elector(candidate, diary);
        Leadership leadership = leads(elector);
        await("the gain was heard", () -> !diary.entries().isEmpty());
        candidate.close();
        assertThat(leadership.isValid()).isFalse();
        assertThat(holder(ELECTION)).isNull();
        assertThat(sessions()).extracting(SessionRecord::state).containsOnly(SessionRecord.State.ENDED);
        diary.assertOver();
        assertThat(diary.reasons()).endsWith(LossReason.CLOSED);
    }

    @Test
    void closing_one_elector_leaves_the_others_of_its_candidate_alone() {
        Candidate candidate = candidate("a");
        LeaderElector one = elector(candidate);
        LeaderElector other = candidate.elector("another election").start();
        leads(one);
        leads(other);
        one.close();
        assertThat(holder(ELECTION)).isNull();
        leads(other);
        assertThat(one.isLeader()).isFalse();
        assertThat(one.status().state()).isEqualTo(ElectorStatus.State.CLOSED);
    }

    @Test
    void terms_go_on_rising_when_everybody_has_gone() {
        Candidate first = candidate("a");
        long term = leads(elector(first)).term();
        first.close();
        assertThat(leads(elector(candidate("b"))).term()).isGreaterThan(term);
    }

    @Test
    void two_never_lead_at_once_while_connections_come_and_go() {
        List<FaultyLeaseStore> stores = List.of(breakable(), breakable(), breakable());
        List<LeaderElector> electors = List.of(
                elector(candidate("a", stores.get(0))),
                elector(candidate("b", stores.get(1))),
                elector(candidate("c", stores.get(2))));
        for (int change = 0; change < 3; change++) {
            LeaderElector leader = leaderOf(electors);
            FaultyLeaseStore cut = stores.get(electors.indexOf(leader));
            cut.outage(true);
            await("another one leads, and never two", () -> {
                assertThat(atMostOneLeads(electors)).isTrue();
                return electors.stream().anyMatch(elector -> elector != leader && elector.isLeader());
            });
            cut.outage(false);
            Await.during(lease(), "at most one leads", () -> atMostOneLeads(electors));
        }
    }
}
