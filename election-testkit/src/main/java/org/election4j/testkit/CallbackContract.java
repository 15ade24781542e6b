// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.LeadershipDiary.Kind.GAINED;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.RunOutcome;
import org.junit.jupiter.api.Test;

/** What user code hears and may do. */
abstract class CallbackContract extends ElectorFixture {

    @Test
    void every_gain_has_its_loss_and_terms_rise_over_many_changes() {
        LeadershipDiary one = new LeadershipDiary();
        LeadershipDiary other = new LeadershipDiary();
        List<LeaderElector> electors = List.of(elector(candidate("a"), one), elector(candidate("b"), other));
        long term = 0;
        for (int change = 0; change < 6; change++) {
            long gained = change + 1L;
            await("another leadership was heard of", () -> one.count(GAINED) + other.count(GAINED) >= gained);
            LeaderElector leader = leaderOf(electors);
            long next = leads(leader).term();
            assertThat(next).isGreaterThan(term);
            term = next;
            outcome(leader.resign(Duration.ZERO));
        }
        electors.forEach(elector -> elector.candidate().close());
        one.assertOver();
        other.assertOver();
    }

    @Test
    void work_that_returns_gives_the_leadership_up() {
        LeadershipDiary diary = new LeadershipDiary();
        AtomicInteger runs = new AtomicInteger();
        LeaderElector elector = candidate("a")
                .elector(ELECTION)
                .listener(diary)
                .onLeader(leadership -> runs.incrementAndGet())
                .start();
        await("the loss was heard", () -> !diary.losses().isEmpty());
        assertThat(diary.reasons().get(0)).isEqualTo(LossReason.WORK_FINISHED);
        await("the work runs again after a rest", () -> runs.get() >= 2);
        elector.close();
        diary.assertOver();
    }

    @Test
    void work_that_fails_gives_the_leadership_up() {
        LeadershipDiary diary = new LeadershipDiary();
        LeaderElector elector = candidate("a")
                .elector(ELECTION)
                .listener(diary)
                .onLeader(leadership -> {
                    throw new IllegalStateException("on purpose");
                })
                .start();
        await("the loss was heard", () -> !diary.losses().isEmpty());
        assertThat(diary.reasons().get(0)).isEqualTo(LossReason.WORK_FAILED);
        elector.close();
        diary.assertOver();
    }

    @Test
    void work_is_interrupted_at_the_stop_signal_and_the_election_is_free_only_after_it_returned() {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch drained = new CountDownLatch(1);
        LeaderElector elector = candidate("a")
                .elector(ELECTION)
                .onLeader(leadership -> {
                    working.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        drained.await();
                    }
                })
                .start();
        await("the work has begun", () -> working.getCount() == 0);
        CompletableFuture<ResignOutcome> resignation = elector.resign().toCompletableFuture();
        await("the work was interrupted", () -> interrupted.getCount() == 0);
        assertThat(elector.isLeader()).isFalse();
        assertThat(resignation).isNotDone();
        assertThat(holder(ELECTION)).isNotNull();
        drained.countDown();
        assertThat(outcome(resignation)).isEqualTo(ResignOutcome.RELEASED);
        assertThat(holder(ELECTION)).isNull();
    }

    @Test
    void a_task_runs_only_at_the_leader() {
        LeaderElector leader = elector(candidate("a"));
        Leadership leadership = leads(leader);
        LeaderElector standby = elector(candidate("b"));
        await("the standby has seen the leader", () -> standby.currentLeader().isPresent());
        RunOutcome<String> ran = leader.runIfLeader(given -> "done in " + given.term());
        assertThat(ran).isEqualTo(new RunOutcome.Ran<>("done in " + leadership.term(), leadership.term(), true));
        RunOutcome<String> failed = leader.runIfLeader(given -> {
            throw new IllegalArgumentException("on purpose");
        });
        assertThat(failed).isInstanceOf(RunOutcome.Failed.class);
        RunOutcome<String> refused = standby.runIfLeader(given -> "never");
        assertThat(refused).isInstanceOfSatisfying(RunOutcome.NotLeader.class, outcome -> {
            assertThat(outcome.leader()).isNotNull();
        });
        assertThat(leader.isLeader()).isTrue();
    }

    @Test
    void closing_inside_a_callback_does_not_deadlock() {
        LeadershipDiary diary = new LeadershipDiary();
        Candidate candidate = candidate("a");
        AtomicReference<LeaderElector> self = new AtomicReference<>();
        LeaderElector elector = candidate
                .elector(ELECTION)
                .listener(diary)
                .listener(new ClosingListener(self))
                .start();
        self.set(elector);
        await("the loss was heard", () -> diary.reasons().contains(LossReason.CLOSED));
        elector.close();
        diary.assertOver();
        assertThat(holder(ELECTION)).isNull();
    }

    /** Closes its elector as soon as it leads. */
    private record ClosingListener(AtomicReference<LeaderElector> elector)
            implements org.election4j.LeadershipListener {
        @Override
        public void onGained(Leadership leadership) {
            while (elector.get() == null) {
                Thread.onSpinWait();
            }
            elector.get().close();
        }
    }
}
