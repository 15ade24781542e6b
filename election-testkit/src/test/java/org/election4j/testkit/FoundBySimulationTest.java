// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.election4j.ElectorStatus;
import org.election4j.LossReason;
import org.election4j.Takeover;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
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
    void R5_who_is_refused_does_not_wait_for_an_epoch_that_it_may_not_settle() {
        FakeCluster cluster = new FakeCluster(builder -> builder.epoch("1"));
        StoreRecord later = new StoreRecord(
                99, 99, "1", StoreRecord.State.NEW, UUID.randomUUID(), LEASE, LEASE, Map.of(), UUID.randomUUID());
        write(cluster, null, later);
        FakeCluster.Member early = cluster.member("b");
        cluster.advance(leases(4));
        assertThat(early.elector.status().state()).isEqualTo(ElectorStatus.State.REFUSED);
        assertThat(early.elector.status().lastError()).contains("format 99");

        cluster.namespace.deleteByHand(RecordKey.STORE);
        cluster.advance(leases(6));
        assertThat(early.leads()).as("nobody refuses it any more").isTrue();
        assertThat(early.elector.status().lastError()).isNull();
    }

    @Test
    void R5_a_leader_with_a_longer_lease_than_is_allowed_by_now_gives_up_and_goes_on_with_what_is_allowed() {
        FakeCluster cluster =
                new FakeCluster(builder -> builder.neverUsed(leases(2)).epoch("1"));
        FakeCluster.Member patient = cluster.member(FakeCluster.settings("a", leases(2), Takeover.OBSERVED));
        cluster.advance(leases(1));
        FakeCluster.Member other = cluster.member("b");
        cluster.advance(leases(1));
        assertThat(patient.leads()).isTrue();
        assertThat(patient.process.candidate().status().lease()).isEqualTo(leases(2));

        // A restore lost the record, and whoever came first made it anew.
        cluster.namespace.deleteByHand(RecordKey.STORE);
        writeStoreRecord(cluster, null, LEASE);
        cluster.advance(leases(10));

        assertThat(patient.diary.reasons()).containsExactly(LossReason.RECORD_CHANGED);
        assertThat(other.leads()).as("%s", other.elector.status()).isTrue();
        assertThat(patient.elector.status().state()).isEqualTo(ElectorStatus.State.FOLLOWING);
        assertThat(patient.process.candidate().status().lease()).isEqualTo(LEASE);
        assertThat(cluster.sessionOf("a").lease()).isEqualTo(LEASE);
    }

    private static void writeStoreRecord(FakeCluster cluster, @Nullable Version expected, Duration maxLease) {
        StoreRecord next =
                StoreRecord.first("1", StoreRecord.State.SETTLED, UUID.randomUUID(), maxLease, UUID.randomUUID());
        write(cluster, expected, next);
    }

    private static void write(FakeCluster cluster, @Nullable Version expected, StoreRecord next) {
        assertThat(cluster.namespace.compareAndSet(
                        new CompareAndSet(expected, next, Guard.epoch("1")), new SilentAttempt(LEASE)))
                .isInstanceOf(WriteOutcome.Applied.class);
    }
}
