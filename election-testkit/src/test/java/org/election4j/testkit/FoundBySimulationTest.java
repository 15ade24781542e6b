// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.UUID;
import org.election4j.ElectorStatus;
import org.election4j.LossReason;
import org.election4j.Takeover;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the simulator found in the engine, told as small as possible. */
class FoundBySimulationTest {

    /** Fake time refuses to stand still, which is how this would fail. */
    @Test
    void housekeeping_that_is_due_while_the_epoch_is_unsettled_is_not_waited_for() {
        FakeCluster cluster =
                new FakeCluster(builder -> builder.neverUsed(LEASE).epoch("1"));
        FakeCluster.Member leader = cluster.member("a");
        for (int lease = 0; lease < 200; lease++) {
            cluster.namespace.deleteByHand(RecordKey.STORE);
            cluster.advance(leases(1));
        }
        cluster.advance(leases(3));
        assertThat(leader.leads()).isTrue();
    }

    @Test
    void a_first_heartbeat_that_is_lost_is_repeated_also_where_the_clock_is_below_zero() {
        FakeCluster cluster = new FakeCluster();
        cluster.advance(Duration.ofMinutes(2));
        assertThat(cluster.time.nanos()).isNegative();
        FakeCluster.Member member = cluster.member("a");
        member.faults.next(StoreOperation.WRITE_SESSION, new Fault.LostRequest());
        cluster.advance(leases(1));
        assertThat(member.leads()).as("%s", member.elector.status()).isTrue();
    }

    @Test
    void H7_a_candidate_that_leaves_while_it_doubts_the_settlement_frees_what_it_led() {
        FakeCluster cluster = new FakeCluster();
        FakeCluster.Member member = cluster.member("a");
        cluster.advance(Duration.ofSeconds(1));
        assertThat(member.leads()).isTrue();

        // An acquisition that looks rejected: the guard may have been the reason.
        member.process.latency(Duration.ofMillis(100), Duration.ofMillis(100));
        member.faults.next(StoreOperation.WRITE_ELECTION, new Fault.Duplicate());
        member.process.candidate().elector("another").start();
        cluster.stepUntil(
                () -> member.faults.history().stream().anyMatch(call -> call.fault() instanceof Fault.Duplicate));
        cluster.advance(Duration.ofMillis(150));
        member.process.candidate().close();

        assertThat(cluster.record().seat()).isEqualTo(new ElectionRecord.Free());
    }

    @Test
    void R1d_an_election_that_names_a_process_for_nothing_finds_a_leader_again() {
        FakeCluster cluster = new FakeCluster();
        FakeCluster.Member forgetful = cluster.member("a");
        FakeCluster.Member other = cluster.member("b");
        forgetful.faults.next(StoreOperation.WRITE_ELECTION, new Fault.LateLanding());
        cluster.advance(leases(2));
        assertThat(other.leads()).isTrue();

        // The creation of the one that lost expects no record: it can land once somebody has deleted it.
        cluster.namespace.deleteByHand(new RecordKey.Election(FakeCluster.ELECTION));
        forgetful.faults.landLate();
        long term = cluster.record().term();
        ElectionRecord.Held seat = (ElectionRecord.Held) cluster.record().seat();
        assertThat(seat.candidateId()).isEqualTo("a");

        cluster.advance(leases(4));
        assertThat(cluster.leaders()).containsExactly(forgetful);
        assertThat(cluster.record().term()).isGreaterThan(term);
    }

    /** Fake time refuses to stand still, which is how this would fail. */
    @Test
    void R5_who_is_refused_does_not_wait_for_an_epoch_that_it_may_not_settle() {
        FakeCluster cluster = new FakeCluster(builder -> builder.epoch("1"));
        FakeCluster.Member first = cluster.member("a");
        cluster.advance(leases(0.5));
        first.process.kill();
        FakeCluster.Member patient = cluster.member(FakeCluster.settings("b", leases(2), Takeover.OBSERVED));
        cluster.advance(leases(4));
        assertThat(patient.elector.status().state()).isEqualTo(ElectorStatus.State.REFUSED);
        assertThat(patient.elector.status().lastError()).contains("longest lease of this namespace");
    }

    @Test
    void H7_a_leader_that_is_refused_gives_up_what_it_led_and_another_leads() {
        FakeCluster cluster =
                new FakeCluster(builder -> builder.neverUsed(leases(2)).epoch("1"));
        FakeCluster.Member patient = cluster.member(FakeCluster.settings("a", leases(2), Takeover.OBSERVED));
        cluster.advance(leases(1));
        FakeCluster.Member other = cluster.member("b");
        cluster.advance(leases(1));
        assertThat(patient.leads()).isTrue();

        // Without a record and unconfigured, whoever is first decides; here somebody with a shorter lease.
        cluster.namespace.deleteByHand(RecordKey.STORE);
        writeStoreRecord(cluster, null, LEASE);
        cluster.advance(leases(10));

        assertThat(patient.diary.reasons()).containsExactly(LossReason.RECORD_CHANGED);
        assertThat(patient.elector.status().state()).isEqualTo(ElectorStatus.State.REFUSED);
        assertThat(other.leads()).as("%s", other.elector.status()).isTrue();

        ReadOutcome.Found shorter =
                (ReadOutcome.Found) cluster.namespace.read(RecordKey.STORE, new SilentAttempt(LEASE));
        writeStoreRecord(cluster, shorter.stored().version(), leases(2));
        cluster.advance(leases(10));
        assertThat(patient.elector.status().state()).isEqualTo(ElectorStatus.State.FOLLOWING);
    }

    private static void writeStoreRecord(FakeCluster cluster, @Nullable Version expected, Duration maxLease) {
        StoreRecord next =
                StoreRecord.first("1", StoreRecord.State.SETTLED, UUID.randomUUID(), maxLease, UUID.randomUUID());
        assertThat(cluster.namespace.compareAndSet(
                        new CompareAndSet(expected, next, Guard.epoch("1")), new SilentAttempt(LEASE)))
                .isInstanceOf(WriteOutcome.Applied.class);
    }
}
