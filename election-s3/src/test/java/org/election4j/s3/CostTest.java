// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.election4j.LeaderElector;
import org.election4j.testkit.FakeProcess;
import org.election4j.testkit.FakeTime;
import org.junit.jupiter.api.Test;

/** What an election costs in requests, counted in fake time. The documentation quotes these figures. */
class CostTest {

    private static final Duration LEASE = S3LeaseStore.DEFAULT_LEASE;
    private static final Duration LONG = Duration.ofHours(24);
    private static final Duration SHORT = Duration.ofHours(2);
    private static final Duration MONTH = Duration.ofDays(30);

    private final FakeTime time = new FakeTime();
    private Duration counted = LONG;
    private final InMemoryObjects bucket = new InMemoryObjects();
    private final S3Options options = S3Options.builder("any").prefix("").build();

    /** One process, its requests counted. */
    private final class Member {
        final CountingObjects requests = new CountingObjects(bucket);
        final FakeProcess process;
        final List<LeaderElector> electors = new ArrayList<>();

        Member(String id, int elections) {
            process = FakeProcess.start(new S3LeaseStore(requests, options), time, id, LEASE);
            for (int i = 0; i < elections; i++) {
                electors.add(process.candidate().elector("election " + i).start());
            }
            time.advance(LEASE.multipliedBy(3));
        }

        boolean leadsAll() {
            return electors.stream().allMatch(LeaderElector::isLeader);
        }

        long perMonth(String begin) {
            return requests.count(begin) * MONTH.dividedBy(counted);
        }
    }

    private static void print(String who, Member member) {
        System.out.printf(
                "s3 cost: %-40s PUT %,9d  GET %,9d (sessions %,9d, elections %,9d)  LIST %,7d  per month%n",
                who,
                member.perMonth("PUT"),
                member.perMonth("GET"),
                member.perMonth("GET session/"),
                member.perMonth("GET election/"),
                member.perMonth("LIST"));
    }

    private void count(Duration period, Member... members) {
        counted = period;
        for (Member member : members) {
            member.requests.reset();
        }
        time.advance(period);
    }

    private static void assertAbout(long figure, long documented) {
        assertThat(figure).isCloseTo(documented, Percentage.withPercentage(5));
    }

    @Test
    void a_leader_a_standby_and_an_idle_candidate_cost_what_the_documentation_says() {
        Member leader = new Member("leader", 1);
        Member standby = new Member("standby", 1);
        Member idle = new Member("idle", 0);
        count(LONG, leader, standby, idle);
        print("leader", leader);
        print("standby", standby);
        print("no elections", idle);
        assertThat(leader.leadsAll()).isTrue();
        assertAbout(leader.perMonth("PUT"), 432_000);
        assertAbout(standby.perMonth("PUT"), 173_000);
        assertAbout(standby.perMonth("GET session/"), 432_000);
    }

    @Test
    void an_idle_standby_reads_sessions_and_hardly_anything_else() {
        Member leader = new Member("leader", 3);
        Member standby = new Member("standby", 3);
        count(LONG, leader, standby);
        print("standby of 3 elections of one leader", standby);
        assertThat(standby.requests.count("GET election/"))
                .as("elections, of which there are three")
                .isLessThanOrEqualTo(3 * LONG.dividedBy(LEASE));
        assertThat(standby.requests.count("GET session/")).isGreaterThanOrEqualTo(4 * LONG.dividedBy(LEASE));
        assertThat(standby.requests.count("PUT election/")).isZero();
        assertThat(standby.requests.count("LIST")).isZero();
    }

    @Test
    void a_release_is_seen_through_the_session_alone() {
        Member leader = new Member("leader", 1);
        Member standby = new Member("standby", 1);
        time.advance(LEASE);
        standby.requests.reset();
        leader.electors.get(0).resign();
        time.advance(LEASE.dividedBy(5).multipliedBy(2));
        assertThat(standby.leadsAll()).as("leads within two looks").isTrue();
        assertThat(standby.requests.count("GET election/")).isLessThanOrEqualTo(3);
    }

    @Test
    void a_thousand_elections_cost_hardly_more_than_one() {
        int many = 1_000;
        Member leader = new Member("leader", many);
        Member standby = new Member("standby", many);
        time.advance(LEASE.multipliedBy(10));
        assertThat(leader.leadsAll()).isTrue();
        count(SHORT, leader, standby);
        print("leader of 1,000 elections", leader);
        print("standby of 1,000 elections", standby);
        assertAbout(leader.perMonth("PUT"), 432_000);
        assertThat(leader.requests.count("GET election/")).isLessThanOrEqualTo(5 * SHORT.dividedBy(LEASE));
        assertThat(standby.requests.count("GET election/")).isLessThanOrEqualTo(5 * SHORT.dividedBy(LEASE));
    }
}
