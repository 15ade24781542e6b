// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.election4j.Candidate;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.LeaderTask;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.RunOutcome;
import org.election4j.internal.engine.CandidateEngine;
import org.election4j.internal.engine.ElectionSeat;
import org.election4j.internal.leadership.LeadershipRun;
import org.election4j.internal.leadership.Pins;
import org.election4j.internal.runtime.Nanos;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Identifiers;
import org.election4j.spi.InterruptibleWork;

/** An elector as users see it. */
final class ElectorHandle implements LeaderElector {

    private final CandidateHandle candidate;
    private final CandidateEngine engine;
    private final ElectionSeat seat;

    ElectorHandle(CandidateHandle candidate, ElectionSeat seat) {
        this.candidate = candidate;
        this.engine = candidate.engine();
        this.seat = seat;
    }

    @Override
    public String electionName() {
        return seat.name;
    }

    @Override
    public Candidate candidate() {
        return candidate;
    }

    @Override
    public boolean isLeader() {
        LeadershipRun run = seat.run;
        return run != null && run.handle().isValid();
    }

    @Override
    public Optional<Leadership> leadership() {
        LeadershipRun run = seat.run;
        return run != null && run.handle().isValid() ? Optional.of(run.handle()) : Optional.empty();
    }

    @Override
    public Optional<Leadership> awaitLeadership(Duration atMost) throws InterruptedException {
        long left = Nanos.of(requireNonNull(atMost, "atMost"));
        engine.lock().lockInterruptibly();
        try {
            while (!isLeader() && !seat.closing && left > 0) {
                left = engine.changed().awaitNanos(left);
            }
        } finally {
            engine.lock().unlock();
        }
        return leadership();
    }

    @Override
    public Optional<LeaderInfo> currentLeader() {
        return Optional.ofNullable(seat.leader);
    }

    @Override
    public <T> RunOutcome<T> runIfLeader(LeaderTask<T> task) {
        requireNonNull(task, "task");
        LeadershipRun run = seat.run;
        if (run == null || !run.enter()) {
            return new RunOutcome.NotLeader<>(seat.leader);
        }
        Leadership leadership = run.handle();
        // Nobody interrupts a task by itself. But if it stands inside of leader work, it must not swallow the interrupt
        // of that.
        InterruptibleWork work = InterruptibleWork.begin();
        try {
            T value = task.run(leadership);
            return new RunOutcome.Ran<>(value, leadership.term(), leadership.isValid());
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return new RunOutcome.Failed<>(e, leadership.term());
        } finally {
            work.end();
            run.leave();
        }
    }

    @Override
    public CompletionStage<ResignOutcome> resign() {
        return resign(engine.timings.lease());
    }

    @Override
    public CompletionStage<ResignOutcome> resign(Duration coolDown) {
        requireNonNull(coolDown, "coolDown");
        if (coolDown.isNegative()) {
            throw new IllegalArgumentException("cool-down (" + coolDown + ") must not be negative");
        }
        Pins.GivingUp what = new Pins.GivingUp(LossReason.RESIGNED, new ElectionRecord.Free(), Nanos.of(coolDown));
        return giveUp((outcome, now) -> engine.leaderships.giveUp(seat, what, now));
    }

    @Override
    public CompletionStage<ResignOutcome> handOver(String candidateId) {
        Identifiers.requireValid("candidate id", candidateId);
        if (candidateId.equals(candidate.id())) {
            throw new IllegalArgumentException(
                    "candidate '" + candidateId + "' cannot hand over to itself; name another candidate, or resign");
        }
        ElectionRecord.Handover leaves = new ElectionRecord.Handover(candidateId, engine.timings.handoverWindow());
        return giveUp((outcome, now) -> engine.leaderships.handOver(seat, leaves, outcome, now));
    }

    private CompletionStage<ResignOutcome> giveUp(BiConsumer<CompletableFuture<ResignOutcome>, Long> how) {
        CompletableFuture<ResignOutcome> outcome = new CompletableFuture<>();
        engine.locked(() -> {
            if (seat.run == null || engine.lifecycle() == CandidateEngine.Lifecycle.CLOSED) {
                outcome.complete(ResignOutcome.NOT_LEADING);
            } else {
                seat.releases.add(outcome);
                how.accept(outcome, engine.now());
            }
        });
        return outcome.minimalCompletionStage();
    }

    @Override
    public ElectorStatus status() {
        return engine.ask(() -> StatusReport.of(engine, seat));
    }

    @Override
    public void close() {
        boolean inside = CandidateHandle.isCalling(seat);
        long start = engine.now();
        engine.locked(() -> {
            if (!seat.closing && engine.lifecycle() == CandidateEngine.Lifecycle.RUNNING) {
                engine.leaderships.close(seat, engine.now());
            }
        });
        if (!inside) {
            candidate.await(seat.closed, start);
            seat.callbacks.close();
            candidate.await(seat.callbacks.silent(), start);
        }
    }
}
