// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.Loss;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.election4j.LossReport;
import org.election4j.spring.LeaderChanged;
import org.election4j.spring.LeadershipLost;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final String ELECTION = "nightly-billing";

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Timeline timeline = new Timeline(() -> now);

    private void leads(String candidate, long term) {
        timeline.on(new LeaderChanged(ELECTION, new LeaderInfo(ELECTION, candidate, null, term, now)));
    }

    private String latest() {
        return timeline.latest().get(0).text();
    }

    @Test
    void an_absence_has_a_beginning_and_a_cause() {
        leads("first", 7);
        now = now.plusSeconds(10);
        timeline.on(new LeaderChanged(ELECTION, null));
        assertThat(latest()).isEqualTo("Nobody leads: first is gone");
        assertThat(timeline.absence(ELECTION)).isEqualTo(new Timeline.Absence(now, "first is gone"));
    }

    @Test
    void the_next_leader_ends_it_and_its_length_stays_in_the_list() {
        leads("first", 7);
        timeline.on(new LeaderChanged(ELECTION, null));
        now = now.plus(Duration.ofMillis(2_340));
        leads("second", 8);
        assertThat(latest()).isEqualTo("second leads, term 8; nobody led for 2.3 s");
        leads("third", 9);
        assertThat(latest()).isEqualTo("third leads, term 9");
    }

    @Test
    void before_the_first_leader_nobody_has_led_since_the_start() {
        assertThat(timeline.absence(ELECTION))
                .isEqualTo(new Timeline.Absence(now, "no leader was seen since this instance started"));
    }

    /** A leadership of which nothing but its election is asked. */
    private static Leadership leadership() {
        return (Leadership) Proxy.newProxyInstance(
                Leadership.class.getClassLoader(), new Class<?>[] {Leadership.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("electionName");
                    return ELECTION;
                });
    }

    @Test
    void a_loss_here_is_the_cause_with_its_reason_and_verdict() {
        leads("first", 7);
        LossReport report = new LossReport(LossCause.GC_PAUSE, Map.of(), List.of(), "gc_pause=5310ms");
        timeline.on(new LeadershipLost(leadership(), new Loss(LossReason.RENEWAL_TIMED_OUT, Duration.ZERO, report)));
        timeline.on(new LeaderChanged(ELECTION, null));
        assertThat(timeline.absence(ELECTION).cause())
                .isEqualTo("this instance stopped leading, RENEWAL_TIMED_OUT, GC_PAUSE");
    }
}
