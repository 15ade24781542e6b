// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.election4j.LeaseLimits;
import org.election4j.Takeover;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.machine.Timings;
import org.election4j.spi.StoreRecord;
import org.election4j.testkit.FakeCluster.Member;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Candidates with different leases in one namespace: nobody is refused, and nobody waits shorter than others believe. */
class LeaseLimitsTest {

    private static final Duration LONGER = leases(1.5);
    private static final Duration TWO_HOURS = Duration.ofHours(2);

    private final FakeCluster cluster = new FakeCluster(builder -> builder.epoch("1"));

    private Member member(String id, Duration lease) {
        return member(id, lease, null);
    }

    private Member member(String id, Duration lease, @Nullable Duration maxLease) {
        return cluster.member(new CandidateSettings(
                id,
                null,
                Timings.of(lease),
                maxLease,
                StoreRecord.LONGEST_LEASE,
                Takeover.OBSERVED,
                lease.multipliedBy(3),
                false));
    }

    private void settle() {
        cluster.advance(StoreRecord.LONGEST_LEASE.plus(leases(1)));
    }

    private Duration leaseOf(Member member) {
        return member.process.candidate().status().lease();
    }

    /** One at a time is closed, and another one takes its place, as in a rolling update. */
    private List<Member> replace(List<Member> olds, Duration lease, String generation) {
        List<Member> news = new ArrayList<>();
        for (Member old : olds) {
            old.process.candidate().close();
            news.add(member(generation + news.size(), lease));
            cluster.advance(leases(2));
            assertThat(cluster.leaders()).as("leaders during the update").hasSize(1);
        }
        cluster.advance(leases(4));
        assertThat(cluster.leaders()).as("leaders after the update").hasSize(1);
        return news;
    }

    @Test
    void a_rolling_update_to_a_longer_lease_and_back_never_ends_without_a_leader() {
        List<Member> first = List.of(member("a0", LEASE), member("a1", LEASE), member("a2", LEASE));
        settle();
        List<Member> second = replace(first, LONGER, "b");
        assertThat(second).extracting(this::leaseOf).containsOnly(LONGER);
        List<Member> third = replace(second, LEASE, "c");
        assertThat(third).extracting(this::leaseOf).containsOnly(LEASE);
    }

    @Test
    void a_lease_beyond_the_limit_is_used_as_the_limit_and_slows_no_failover() {
        Member developer = member("developer", TWO_HOURS);
        settle();
        assertThat(developer.leads()).isTrue();
        assertThat(leaseOf(developer)).isEqualTo(StoreRecord.LONGEST_LEASE);
        Member service = member("service", LEASE);
        cluster.advance(leases(1));
        developer.process.kill();
        cluster.advance(StoreRecord.LONGEST_LEASE.plus(leases(0.5)));
        assertThat(service.leads()).as("%s", service.elector.status()).isTrue();
        cluster.namespace.failOver(0);
        cluster.advance(StoreRecord.LONGEST_LEASE.plus(leases(1)));
        assertThat(service.leads()).as("%s", service.elector.status()).isTrue();
    }

    @Test
    void two_services_with_different_settings_share_a_namespace() {
        Member one = member("one", LEASE, LEASE);
        settle();
        Member other = member("other", leases(2), leases(2));
        cluster.advance(leases(1));
        assertThat(one.leads()).isTrue();
        assertThat(leaseOf(other)).as("the first of them allowed no more").isEqualTo(LEASE);
        one.process.kill();
        cluster.advance(leases(2));
        assertThat(other.leads()).as("%s", other.elector.status()).isTrue();
    }

    @Test
    void an_operator_raises_the_limits_in_two_steps_and_lowers_them_while_nobody_runs() {
        Member before = member("before", leases(5));
        settle();
        assertThat(leaseOf(before)).isEqualTo(StoreRecord.LONGEST_LEASE);
        assertThatThrownBy(() -> LeaseLimits.raiseAllow(cluster.namespace, leases(5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("raiseWatch");
        assertThat(LeaseLimits.raiseWatch(cluster.namespace, leases(5)))
                .isEqualTo(new LeaseLimits(leases(5), StoreRecord.LONGEST_LEASE));
        cluster.advance(leases(20));
        assertThat(LeaseLimits.raiseAllow(cluster.namespace, leases(5)))
                .isEqualTo(new LeaseLimits(leases(5), leases(5)));
        cluster.advance(leases(20));
        assertThat(before.leads()).isTrue();
        assertThat(leaseOf(before)).as("from the next session on").isEqualTo(StoreRecord.LONGEST_LEASE);

        assertThatThrownBy(() -> LeaseLimits.lower(cluster.namespace, LEASE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'before'");
        before.process.candidate().close();
        Member after = member("after", leases(5));
        cluster.advance(leases(5));
        assertThat(after.leads()).isTrue();
        assertThat(leaseOf(after)).isEqualTo(leases(5));

        after.process.candidate().close();
        cluster.advance(leases(1));
        assertThat(LeaseLimits.lower(cluster.namespace, LEASE)).isEqualTo(new LeaseLimits(LEASE, LEASE));
        assertThat(LeaseLimits.of(cluster.namespace)).isEqualTo(new LeaseLimits(LEASE, LEASE));
    }

    @Test
    void a_namespace_that_nobody_has_used_has_no_limits_yet() {
        assertThatThrownBy(() -> LeaseLimits.of(cluster.namespace))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no candidate");
    }

    @Test
    void the_limits_are_not_lowered_while_a_leader_whose_session_was_lost_may_believe_in_itself() {
        Member lost = member("lost", LEASE);
        settle();
        lost.process.candidate().close();
        cluster.advance(leases(1));
        cluster.namespace.failOver(0);
        assertThatThrownBy(() -> LeaseLimits.lower(cluster.namespace, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("failed over");
    }

    @Test
    void a_limit_below_any_lease_is_refused_in_the_status_and_mended_by_raising_it() {
        FakeCluster tiny = new FakeCluster(builder -> builder.epoch("1").neverUsed(Duration.ofMillis(100)));
        Member member = tiny.member("one");
        tiny.advance(leases(2));
        assertThat(member.leads()).isFalse();
        assertThat(member.elector.status().toString()).contains("PT0.1S");
        LeaseLimits.raiseWatch(tiny.namespace, LEASE);
        LeaseLimits.raiseAllow(tiny.namespace, LEASE);
        tiny.advance(leases(6));
        assertThat(member.leads()).as("%s", member.elector.status()).isTrue();
    }
}
