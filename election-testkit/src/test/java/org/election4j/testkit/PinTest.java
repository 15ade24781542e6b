// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.testkit.FakeCluster.LEASE;
import static org.election4j.testkit.FakeCluster.leases;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.LeadershipLostException;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.Test;

/** A pin delays the beginning of H7. Nothing else waits for it, and it waits for nobody. */
class PinTest {

    private static final Duration STEP = Duration.ofSeconds(3);
    private static final Duration MOMENT = Duration.ofMillis(100);

    private final FakeCluster cluster = new FakeCluster();

    private FakeCluster.Member leader(LeadershipListener... listeners) {
        FakeCluster.Member a = cluster.member("a", listeners);
        cluster.advance(leases(1));
        assertThat(a.leads()).isTrue();
        return a;
    }

    private static ResignOutcome outcome(CompletionStage<ResignOutcome> stage) {
        return stage.toCompletableFuture().getNow(null);
    }

    /** As an operator would who gives up on a candidate. */
    private void endSession(String candidateId) {
        cluster.namespace.deleteByHand(cluster.sessionOf(candidateId).key());
    }

    @Test
    void a_resignation_waits_until_the_pin_is_closed() {
        FakeCluster.Member a = leader();
        Leadership leadership = a.leadership();
        Leadership.Pin pin = leadership.pin(STEP);
        CompletionStage<ResignOutcome> resigned = a.elector.resign();
        cluster.advance(STEP.minus(MOMENT));
        assertThat(leadership.isValid()).isTrue();
        assertThat(a.diary.reasons()).isEmpty();
        assertThat(a.elector.status().nextStep()).contains("RESIGNED").contains("pin");
        pin.close();
        assertThat(leadership.isValid()).isFalse();
        cluster.advance(MOMENT);
        assertThat(a.diary.reasons()).containsExactly(LossReason.RESIGNED);
        assertThat(outcome(resigned)).isEqualTo(ResignOutcome.RELEASED);
    }

    @Test
    void a_pin_that_is_forgotten_holds_for_its_time_and_no_longer() {
        FakeCluster.Member a = leader();
        Leadership leadership = a.leadership();
        leadership.pin(STEP);
        a.elector.resign();
        cluster.advance(STEP.minusNanos(1));
        assertThat(leadership.isValid()).isTrue();
        cluster.advance(Duration.ofNanos(1));
        assertThat(leadership.isValid()).isFalse();
        assertThat(a.diary.count(LeadershipDiary.Kind.STOPPING)).isOne();
    }

    @Test
    void the_last_of_several_pins_counts() {
        FakeCluster.Member a = leader();
        Leadership leadership = a.leadership();
        Leadership.Pin first = leadership.pin(STEP);
        leadership.pin(STEP.minus(MOMENT));
        a.elector.resign();
        first.close();
        first.close();
        assertThat(leadership.isValid()).isTrue();
        cluster.advance(STEP.minus(MOMENT));
        assertThat(leadership.isValid()).isFalse();
    }

    @Test
    void a_pin_without_a_change_that_waits_changes_nothing() {
        FakeCluster.Member a = leader();
        try (Leadership.Pin pin = a.leadership().pin(STEP)) {
            assertThat(pin).isNotNull();
            cluster.advance(MOMENT);
        }
        cluster.advance(leases(3));
        assertThat(a.leads()).isTrue();
        a.elector.resign();
        assertThat(a.leads()).isFalse();
    }

    @Test
    void more_than_is_assured_is_refused() {
        FakeCluster.Member a = leader();
        a.faults.outage(true);
        Leadership leadership = a.leadership();
        Duration left = leadership.remaining();
        assertThatThrownBy(() -> leadership.pin(left.plusNanos(1)))
                .isInstanceOf(LeadershipLostException.class)
                .hasMessageContaining(left.plusNanos(1).toString())
                .hasMessageContaining(left.toString());
        try (Leadership.Pin pin = leadership.pin(left)) {
            assertThat(pin).isNotNull();
        }
        assertThatThrownBy(() -> leadership.pin(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
        cluster.advance(left);
        assertThatThrownBy(() -> leadership.pin(Duration.ofNanos(1))).isInstanceOf(LeadershipLostException.class);
    }

    @Test
    void no_pin_is_granted_while_a_change_waits_so_that_it_does_not_wait_for_ever() {
        FakeCluster.Member a = leader();
        Leadership leadership = a.leadership();
        leadership.pin(STEP);
        a.elector.resign();
        assertThatThrownBy(() -> leadership.pin(STEP))
                .isInstanceOf(LeadershipLostException.class)
                .hasMessageContaining("RESIGNED");
        assertThat(leadership.isValid()).isTrue();
    }

    @Test
    void a_handover_waits_and_then_names_its_candidate() {
        FakeCluster.Member a = leader();
        FakeCluster.Member b = cluster.member("b");
        cluster.advance(MOMENT);
        Leadership.Pin pin = a.leadership().pin(STEP);
        a.elector.handOver("b");
        a.elector.resign();
        cluster.advance(MOMENT);
        assertThat(a.leads()).isTrue();
        pin.close();
        cluster.advance(leases(0.5));
        assertThat(b.leads()).isTrue();
        assertThat(a.diary.reasons()).containsExactly(LossReason.HANDED_OVER);
    }

    @Test
    void closing_an_elector_waits_and_is_bounded() {
        FakeCluster.Member a = leader();
        a.leadership().pin(STEP);
        Duration start = cluster.time.elapsed();
        a.elector.close();
        assertThat(cluster.time.elapsed().minus(start)).isBetween(STEP, STEP.plus(MOMENT));
        assertThat(a.diary.reasons()).containsExactly(LossReason.CLOSED);
    }

    @Test
    void the_end_of_work_waits() {
        Candidate candidate = FakeProcess.start(cluster.namespace.anotherHandle(), cluster.time, "w", LEASE)
                .candidate();
        LeadershipDiary diary = new LeadershipDiary();
        LeaderElector elector = candidate
                .elector("other")
                .listener(diary)
                .onLeader(leadership -> leadership.pin(STEP))
                .start();
        cluster.stepUntil(elector::isLeader);
        cluster.advance(STEP.minus(MOMENT));
        assertThat(elector.isLeader()).isTrue();
        cluster.advance(MOMENT);
        assertThat(diary.reasons()).containsExactly(LossReason.WORK_FINISHED);
        cluster.advance(LEASE.minus(MOMENT));
        assertThat(diary.count(LeadershipDiary.Kind.GAINED)).as("it rests").isOne();
    }

    @Test
    void a_candidate_that_closes_stops_everything_but_what_is_pinned() {
        FakeCluster.Member a = leader();
        LeaderElector other = a.process.candidate().elector("other").start();
        cluster.stepUntil(other::isLeader);
        Leadership pinned = a.leadership();
        Leadership.Pin pin = pinned.pin(STEP);
        SessionRecord before = cluster.sessionOf("a");
        boolean[] seen = new boolean[2];
        cluster.time.schedule(STEP.minus(MOMENT), () -> {
            seen[0] = pinned.isValid() && !other.isLeader();
            seen[1] = !cluster.sessionOf("a").nonce().equals(before.nonce());
            pin.close();
            assertThat(pinned.isValid()).isFalse();
        });
        Duration start = cluster.time.elapsed();
        a.process.candidate().close();
        assertThat(seen).as("led on; was renewed").containsExactly(true, true);
        assertThat(cluster.time.elapsed().minus(start)).isBetween(STEP.minus(MOMENT), STEP);
        assertThat(cluster.sessions()).allMatch(session -> session.state() == SessionRecord.State.ENDED);
        assertThat(a.diary.reasons()).containsExactly(LossReason.CLOSED);
    }

    @Test
    void a_candidate_that_closes_begins_nothing_new_while_a_pin_holds_its_session() {
        FakeCluster.Member a = leader();
        FakeCluster.Member b = cluster.member("b");
        cluster.advance(MOMENT);
        LeaderElector late = a.process.candidate().elector("late").start();
        a.leadership().pin(STEP);
        a.process.candidate().close();
        cluster.advance(leases(3));
        assertThat(late.isLeader()).isFalse();
        assertThat(b.leads()).isTrue();
        assertThat(a.gains()).isOne();
    }

    @Test
    void a_lost_session_ends_a_closing_candidate_although_it_is_pinned() {
        FakeCluster.Member a = leader();
        Leadership leadership = a.leadership();
        leadership.pin(STEP);
        cluster.time.schedule(MOMENT, () -> endSession("a"));
        a.process.candidate().close();
        assertThat(leadership.isValid()).isFalse();
        assertThat(a.diary.reasons()).containsExactly(LossReason.SESSION_REVOKED);
    }

    @Test
    void a_loss_that_nobody_chose_does_not_ask_for_pins() {
        FakeCluster.Member a = leader();
        Leadership leadership = a.leadership();
        Leadership.Pin pin = leadership.pin(STEP);
        CompletionStage<ResignOutcome> resigned = a.elector.resign();
        endSession("a");
        cluster.advance(leases(0.25));
        assertThat(leadership.isValid()).isFalse();
        assertThat(a.diary.reasons()).containsExactly(LossReason.SESSION_REVOKED);
        assertThat(outcome(resigned)).isEqualTo(ResignOutcome.LOST);
        cluster.advance(leases(3));
        Leadership next = a.leadership();
        pin.close();
        cluster.advance(leases(1));
        assertThat(next.isValid()).as("a pin of the past").isTrue();
        assertThat(List.of(leadership.term(), next.term())).isSorted().doesNotHaveDuplicates();
    }
}
