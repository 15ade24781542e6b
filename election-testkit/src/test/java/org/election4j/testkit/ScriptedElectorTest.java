// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.testkit.LeadershipDiary.Kind.GAINED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.LeadershipLostException;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.RunOutcome;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScriptedElectorTest {

    @Test
    void a_resignation_waits_for_a_pin_and_a_loss_does_not() {
        ScriptedElector elector = new ScriptedElector("e");
        Leadership leadership = elector.grant();
        Leadership.Pin pin = leadership.pin(Duration.ofSeconds(5));
        CompletableFuture<ResignOutcome> resigned = elector.resign().toCompletableFuture();
        assertThat(leadership.isValid()).isTrue();
        assertThatThrownBy(() -> leadership.pin(Duration.ofSeconds(1)))
                .isInstanceOf(LeadershipLostException.class)
                .hasMessageContaining("RESIGNED");
        pin.close();
        assertThat(leadership.isValid()).isFalse();
        assertThat(resigned).isCompletedWithValue(ResignOutcome.RELEASED);

        Leadership next = elector.grant();
        next.pin(Duration.ofSeconds(5));
        elector.lose(LossReason.RENEWAL_TIMED_OUT);
        assertThat(next.isValid()).isFalse();
    }

    @Test
    void a_pin_holds_for_its_time_and_only_for_time_that_is_assured() {
        FakeTime time = new FakeTime();
        ScriptedElector elector = new ScriptedElector("e").ticker(time);
        Leadership leadership = elector.grant(Duration.ofSeconds(6));
        assertThatThrownBy(() -> leadership.pin(Duration.ofSeconds(7))).isInstanceOf(LeadershipLostException.class);
        leadership.pin(Duration.ofSeconds(5));
        elector.close();
        time.advance(Duration.ofSeconds(5).minusNanos(1));
        assertThat(leadership.isValid()).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(leadership.isValid()).isFalse();
    }

    /** How a user tests a service: no store, no thread, no waiting. */
    @Nested
    class A_users_service {

        /** Sends invoices while it leads, and never without asking first. */
        private static final class Billing implements LeadershipListener {
            private final List<String> sent = new ArrayList<>();
            private boolean open;

            @Override
            public void onGained(Leadership leadership) {
                open = true;
            }

            @Override
            public void onLost(Leadership leadership, Loss loss) {
                open = false;
            }

            String send(LeaderElector elector, String invoice) {
                RunOutcome<Boolean> outcome = elector.runIfLeader(leadership -> {
                    leadership.ensure(Duration.ofSeconds(2));
                    return sent.add(invoice + " in term " + leadership.term());
                });
                if (outcome instanceof RunOutcome.NotLeader<Boolean> refused) {
                    return refused.leader() == null
                            ? "nobody leads"
                            : "ask " + refused.leader().candidateId();
                }
                return outcome instanceof RunOutcome.Ran ? "sent" : "failed";
            }
        }

        private final FakeTime time = new FakeTime();
        private final Billing billing = new Billing();
        private final ScriptedElector elector =
                new ScriptedElector("nightly-billing").ticker(time).listener(billing);

        @Test
        void works_while_it_leads_and_stops_when_it_is_told_to() {
            assertThat(billing.send(elector, "invoice 1")).isEqualTo("nobody leads");
            elector.grant();
            assertThat(billing.open).isTrue();
            assertThat(billing.send(elector, "invoice 1")).isEqualTo("sent");
            elector.lose(LossReason.RENEWAL_TIMED_OUT);
            assertThat(billing.open).isFalse();
            elector.leader(new LeaderInfo("nightly-billing", "other", null, 2, Instant.EPOCH));
            assertThat(billing.send(elector, "invoice 2")).isEqualTo("ask other");
            assertThat(billing.sent).containsExactly("invoice 1 in term 1");
        }

        @Test
        void sends_nothing_when_too_little_time_is_left_or_nobody_has_told_it_yet() {
            elector.grant(Duration.ofSeconds(5));
            time.advance(Duration.ofSeconds(4));
            assertThat(billing.send(elector, "late")).isEqualTo("failed");
            time.advance(Duration.ofSeconds(1));
            assertThat(billing.send(elector, "too late")).isEqualTo("ask scripted");
            assertThat(billing.open).as("nobody has told it yet").isTrue();
            assertThat(billing.sent).isEmpty();
        }
    }

    private final LeadershipDiary diary = new LeadershipDiary();
    private final ScriptedElector elector = new ScriptedElector("e").listener(diary);

    @Test
    void terms_rise_and_gains_and_losses_come_in_pairs() {
        for (LossReason reason : LossReason.values()) {
            Leadership leadership = elector.grant();
            assertThat(elector.isLeader()).isTrue();
            assertThat(elector.leadership()).containsSame(leadership);
            assertThat(elector.status().state()).isEqualTo(ElectorStatus.State.LEADING);
            elector.lose(reason);
            assertThat(leadership.isValid()).isFalse();
            assertThat(leadership.stopSignal().toCompletableFuture()).isCompletedWithValue(reason);
        }
        diary.assertOver();
        assertThat(diary.reasons()).containsExactly(LossReason.values());
        elector.lose(LossReason.RESIGNED);
        assertThat(diary.reasons()).hasSize(LossReason.values().length);
    }

    @Test
    void one_leadership_at_a_time_and_none_after_the_end() {
        elector.grant();
        assertThatThrownBy(elector::grant)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("term 1");
        elector.close();
        elector.close();
        assertThat(diary.reasons()).containsExactly(LossReason.CLOSED);
        assertThatThrownBy(elector::grant)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(elector.status().state()).isEqualTo(ElectorStatus.State.CLOSED);
    }

    @Test
    void a_resignation_is_answered_when_the_last_task_has_returned() {
        elector.grant();
        RunOutcome<CompletableFuture<ResignOutcome>> outcome = elector.runIfLeader(leadership -> {
            CompletableFuture<ResignOutcome> resignation = elector.resign().toCompletableFuture();
            assertThat(leadership.isValid()).isFalse();
            assertThat(resignation).isNotDone();
            assertThat(diary.losses()).isEmpty();
            return resignation;
        });
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RunOutcome.Ran.class,
                        ran -> assertThat(ran.ledThroughout()).isFalse());
        assertThat(diary.reasons()).containsExactly(LossReason.RESIGNED);
        assertThat(elector.resign().toCompletableFuture()).isCompletedWithValue(ResignOutcome.NOT_LEADING);
    }

    @Test
    void an_exception_in_the_good_news_ends_the_leadership() {
        ScriptedElector failing = new ScriptedElector("f").listener(diary).listener(new LeadershipListener() {
            @Override
            public void onGained(Leadership leadership) {
                throw new IllegalStateException("on purpose");
            }
        });
        failing.grant();
        assertThat(diary.reasons()).containsExactly(LossReason.WORK_FAILED);
        diary.assertOver();
    }

    @Test
    void work_runs_where_the_test_says_and_is_interrupted_at_the_end() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch working = new CountDownLatch(1);
            elector.onLeader(
                    leadership -> {
                        working.countDown();
                        new CountDownLatch(1).await();
                    },
                    executor);
            elector.grant();
            assertThat(working.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(elector.resign().toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isEqualTo(ResignOutcome.RELEASED);
            diary.assertOver();
            assertThat(diary.reasons()).containsExactly(LossReason.RESIGNED);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void work_that_returns_or_fails_ends_the_leadership() {
        List<String> runs = new ArrayList<>();
        elector.onLeader(
                leadership -> {
                    runs.add("run");
                    if (runs.size() == 2) {
                        throw new IllegalStateException("on purpose");
                    }
                },
                Runnable::run);
        elector.grant();
        elector.grant();
        assertThat(diary.reasons()).containsExactly(LossReason.WORK_FINISHED, LossReason.WORK_FAILED);
        diary.assertOver();
    }

    @Test
    void waiting_ends_with_a_grant_or_with_the_elector() throws Exception {
        assertThat(elector.awaitLeadership(Duration.ofMillis(1))).isEmpty();
        Thread granting = new Thread(elector::grant);
        granting.start();
        assertThat(elector.awaitLeadership(Duration.ofSeconds(20))).isPresent();
        granting.join();
        assertThat(diary.count(GAINED)).isOne();
        elector.close();
        assertThat(elector.awaitLeadership(Duration.ofSeconds(20))).isEmpty();
    }
}
