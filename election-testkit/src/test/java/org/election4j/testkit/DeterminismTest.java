// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.FakeCluster.LEASE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What happens in fake time depends on the test and on nothing else. */
class DeterminismTest {

    /** Everything that three processes ask and hear while their network fails at random. */
    private static List<String> trace(long seed) {
        Random random = new Random(seed);
        FakeCluster cluster =
                new FakeCluster(builder -> builder.neverUsed(LEASE).epoch("1").startingAt(Instant.EPOCH));
        for (String id : List.of("a", "b", "c")) {
            FakeCluster.Member member = cluster.member(id);
            member.faults.decide((operation, keys) -> switch (random.nextInt(12)) {
                case 0 -> new Fault.LostRequest();
                case 1 -> new Fault.LostReply();
                case 2 -> new Fault.Duplicate();
                default -> new Fault.None();
            });
            member.process.latency(Duration.ofMillis(random.nextInt(200)), Duration.ofMillis(random.nextInt(200)));
        }
        List<String> trace = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            cluster.advance(Duration.ofMillis(random.nextInt(2000)));
            FakeCluster.Member member = cluster.members.get(random.nextInt(3));
            if (random.nextInt(10) == 0) {
                member.elector.resign();
            }
            trace.add(cluster.time.elapsed() + " "
                    + cluster.leaders().stream().map(leader -> leader.id).toList());
        }
        for (FakeCluster.Member member : cluster.members) {
            member.faults.history().forEach(call -> trace.add(call.operation() + " " + call.keys() + call.fault()));
            member.diary.entries().forEach(entry -> trace.add(entry.toString()));
        }
        return trace;
    }

    @Test
    void the_same_seed_gives_the_same_trace() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(trace(seed)).isEqualTo(trace(seed));
        }
        assertThat(trace(1)).isNotEqualTo(trace(2));
    }

    @Test
    void chance_finds_nobody_leading_beside_another() {
        for (long seed = 100; seed < 160; seed++) {
            assertThat(trace(seed)).isNotEmpty();
        }
    }
}
