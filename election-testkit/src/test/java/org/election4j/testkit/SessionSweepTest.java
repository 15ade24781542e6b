// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What candidates leave behind is cleared up as fast as it comes, in steps that nobody has to wait for. */
class SessionSweepTest {

    private static final Duration BETWEEN = Duration.ofMillis(500);

    private static FakeCluster cluster(UnaryOperator<InMemoryLeaseStore.Builder> store) {
        FakeCluster cluster = new FakeCluster(builder -> store.apply(builder).neverUsed(LEASE));
        cluster.member("a");
        cluster.advance(leases(0.5));
        assertThat(cluster.leaders()).hasSize(1);
        return cluster;
    }

    /** A candidate that came and is gone: in order, or without a word. */
    private static void comeAndGo(FakeCluster cluster, boolean crashes) {
        SessionRecord session = new SessionRecord(
                UUID.randomUUID(),
                "short-lived",
                LEASE,
                SessionRecord.State.LIVE,
                null,
                List.of("another"),
                0,
                0,
                Map.of(),
                "",
                UUID.randomUUID());
        Version version = Records.apply(cluster.namespace, new CompareAndSet(null, session, Guard.epoch("")));
        if (!crashes) {
            Records.apply(
                    cluster.namespace, new CompareAndSet(version, session.ended(UUID.randomUUID()), Guard.epoch("")));
        }
    }

    private static int mostSessions(FakeCluster cluster, Duration time) {
        int most = 0;
        for (long i = 0; i < time.dividedBy(BETWEEN); i++) {
            comeAndGo(cluster, i % 2 == 0);
            cluster.advance(BETWEEN);
            most = Math.max(most, cluster.sessions().size());
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sessions_of_120_short_lived_candidates_a_minute_do_not_pile_up(boolean hasClock) {
        FakeCluster cluster = cluster(builder -> hasClock ? builder : builder.withoutClock());
        int first = mostSessions(cluster, Duration.ofMinutes(20));
        int later = mostSessions(cluster, Duration.ofMinutes(40));
        FakeCluster.printCost("120 short-lived candidates a minute, half of them crash: sessions at most", later);
        assertThat(later).isLessThanOrEqualTo(first + first / 10).isLessThan(2_000);
        cluster.advance(leases(60));
        assertThat(cluster.sessions()).hasSize(1);
    }

    @Test
    void a_thousand_sessions_that_fell_silent_are_all_revoked_in_bounded_steps() {
        FakeCluster cluster = cluster(builder -> builder);
        for (int i = 0; i < 1_000; i++) {
            comeAndGo(cluster, true);
        }
        CountingLeaseStore store = cluster.members.get(0).store;
        store.reset();
        cluster.advance(leases(33));
        assertThat(cluster.sessions())
                .filteredOn(session -> session.state() == SessionRecord.State.LIVE)
                .hasSize(1);
        assertThat(store.calls(StoreOperation.SWEEP))
                .as("steps of two or three passes")
                .isBetween(10L, 20L);
        assertThat(store.calls(StoreOperation.LIST)).isZero();
    }

    @Test
    void an_ended_session_is_kept_while_an_election_names_it() {
        FakeCluster cluster = cluster(builder -> builder);
        comeAndGo(cluster, false);
        SessionRecord ended = cluster.sessionsThatEnded().get(0);
        ElectionRecord.Held seat = new ElectionRecord.Held(ended.incarnation(), "short-lived", null, LEASE);
        ElectionRecord held = new ElectionRecord("another", 1, seat, FakeTime.START, 1, "", UUID.randomUUID());
        Version version = Records.apply(cluster.namespace, new CompareAndSet(null, held, Guard.epoch("")));
        cluster.advance(leases(60));
        assertThat(cluster.sessionsThatEnded()).containsExactly(ended);

        ElectionRecord free =
                new ElectionRecord("another", 1, new ElectionRecord.Free(), FakeTime.START, 2, "", UUID.randomUUID());
        Records.apply(cluster.namespace, new CompareAndSet(version, free, Guard.epoch("")));
        cluster.advance(leases(20));
        assertThat(cluster.sessionsThatEnded()).isEmpty();
    }

    @Test
    void a_sweep_that_does_not_answer_is_told_until_one_does() {
        FakeCluster cluster = cluster(builder -> builder);
        FakeCluster.Member a = cluster.members.get(0);
        a.faults.always(StoreOperation.SWEEP, new Fault.ErrorBefore(new LeaseStoreException("on purpose", null)));
        cluster.advance(leases(3));
        assertThat(a.elector.status().lastError()).contains("sessions not cleared up", "on purpose");
        assertThat(a.leads()).isTrue();
        a.faults.clear();
        cluster.advance(leases(3));
        assertThat(a.elector.status().lastError()).isNull();
    }

    @Test
    void a_standby_clears_up_nothing() {
        FakeCluster cluster = cluster(builder -> builder);
        FakeCluster.Member standby = cluster.member("b");
        comeAndGo(cluster, false);
        cluster.advance(leases(30));
        assertThat(cluster.sessions()).hasSize(2);
        assertThat(standby.store.calls(StoreOperation.SWEEP)).isZero();
    }
}
