// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Takeover;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.machine.Timings;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;

/**
 * Several processes that compete for one election in fake time, each over a connection of its own. Whenever one begins to
 * lead, nobody else may lead: that is checked at that very moment, and {@link #advance} fails if it was not so.
 */
final class FakeCluster {

    static final Duration LEASE = Duration.ofSeconds(10);
    static final String ELECTION = "nightly-billing";

    final FakeTime time = new FakeTime();
    final InMemoryLeaseStore namespace;
    final List<Member> members = new ArrayList<>();
    final List<String> violations = new ArrayList<>();

    /** On a namespace that was never used, in a store with a clock and without epochs. */
    FakeCluster() {
        this(builder -> builder.neverUsed(LEASE));
    }

    FakeCluster(UnaryOperator<InMemoryLeaseStore.Builder> store) {
        namespace = store.apply(InMemoryLeaseStore.builder().ticker(time)).build();
    }

    /** One process with one elector. */
    final class Member {
        final String id;
        final FaultyLeaseStore faults;
        final CountingLeaseStore store;
        final FakeProcess process;
        final LeadershipDiary diary = new LeadershipDiary();
        final ManualExecutor userCode = new ManualExecutor();
        final LeaderElector elector;

        private Member(CandidateSettings settings, LeadershipListener[] listeners) {
            id = settings.id();
            faults = new FaultyLeaseStore(namespace.anotherHandle());
            store = new CountingLeaseStore(faults);
            process = FakeProcess.start(store, time, settings, UnaryOperator.identity());
            LeaderElector.Builder builder = process.candidate()
                    .elector(ELECTION)
                    .listener(new Referee(this))
                    .listener(diary)
                    .callbackExecutor(userCode);
            for (LeadershipListener listener : listeners) {
                builder.listener(listener);
            }
            elector = builder.start();
        }

        boolean leads() {
            return elector.isLeader();
        }

        long gains() {
            return diary.count(LeadershipDiary.Kind.GAINED);
        }

        Leadership leadership() {
            return elector.leadership()
                    .orElseThrow(() -> new AssertionError(id + " does not lead: " + elector.status()));
        }
    }

    /** Sees to it that nobody begins to lead beside another leader, or with a term that is not the highest so far. */
    private final class Referee implements LeadershipListener {
        private final Member own;

        private Referee(Member own) {
            this.own = own;
        }

        @Override
        public void onGained(Leadership leadership) {
            for (Member other : members) {
                if (other != own && other.leads()) {
                    violations.add(own.id + " leads beside " + other.id + " at " + time.elapsed());
                }
            }
        }
    }

    Member member(String id, LeadershipListener... listeners) {
        return member(settings(id, LEASE, Takeover.OBSERVED), listeners);
    }

    Member member(CandidateSettings settings, LeadershipListener... listeners) {
        Member member = new Member(settings, listeners);
        members.add(member);
        return member;
    }

    static CandidateSettings settings(String id, Duration lease, Takeover takeover) {
        return new CandidateSettings(
                id, "address of " + id, Timings.of(lease), null, lease, takeover, lease.multipliedBy(3), false);
    }

    /** A leader, and a standby that has seen it. */
    void elect(Member first, Member second) {
        advance(Duration.ofSeconds(1));
        assertThat(first.leads())
                .as("the first leads: %s", first.elector.status())
                .isTrue();
        assertThat(second.elector.currentLeader()).isPresent();
    }

    void advance(Duration duration) {
        time.advance(duration);
        assertThat(violations).isEmpty();
        members.forEach(member -> member.diary.assertWellFormed());
    }

    /** Lets time pass until the member leads; gives how long that took. */
    Duration untilLeads(Member member, Duration atMost) {
        Duration start = time.elapsed();
        while (!member.leads()) {
            Duration waited = time.elapsed().minus(start);
            assertThat(waited)
                    .as("%s should lead by now: %s", member.id, member.elector.status())
                    .isLessThanOrEqualTo(atMost);
            step();
        }
        return time.elapsed().minus(start);
    }

    /** Goes from one moment at which something happens to the next until a condition holds. */
    void stepUntil(BooleanSupplier condition) {
        Duration start = time.elapsed();
        while (!condition.getAsBoolean()) {
            assertThat(time.elapsed().minus(start)).as("waited in vain").isLessThan(leases(20));
            step();
        }
    }

    /** Goes to the next moment at which anything happens. */
    void step() {
        advance(time.untilNext().orElse(Duration.ofMillis(1)));
    }

    /** Who leads; fails if more than one does. */
    List<Member> leaders() {
        List<Member> leaders = members.stream().filter(Member::leads).toList();
        assertThat(leaders).hasSizeLessThanOrEqualTo(1);
        return leaders;
    }

    ElectionRecord record() {
        ReadOutcome outcome = namespace.read(new RecordKey.Election(ELECTION), Records.attempt());
        return (ElectionRecord) ((ReadOutcome.Found) outcome).stored().record();
    }

    List<SessionRecord> sessions() {
        ListOutcome.Listed listed = (ListOutcome.Listed) namespace.list(RecordKind.SESSION, Records.attempt());
        return listed.records().stream()
                .map(stored -> (SessionRecord) stored.record())
                .toList();
    }

    List<SessionRecord> sessionsThatEnded() {
        return sessions().stream()
                .filter(session -> session.state() == SessionRecord.State.ENDED)
                .toList();
    }

    SessionRecord sessionOf(String candidateId) {
        return sessions().stream()
                .filter(session -> session.candidateId().equals(candidateId))
                .filter(session -> session.state() == SessionRecord.State.LIVE)
                .findFirst()
                .orElseThrow();
    }

    /** A figure that users ask for: what something costs the store. */
    static void printCost(String what, Number value) {
        System.out.printf("store cost: %-60s %8.1f%n", what, value.doubleValue());
    }

    static Duration leases(double number) {
        return Duration.ofNanos((long) (LEASE.toNanos() * number));
    }
}
