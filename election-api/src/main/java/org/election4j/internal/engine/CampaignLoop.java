// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.List;
import java.util.function.Consumer;
import org.election4j.internal.runtime.AttemptTrace;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The campaign lane: looks at the store when there is something to see, and writes what the machines propose.
 *
 * <p>A round is one batch of reads, then batches of writes until there is nothing left to propose, then a rest until the
 * earliest moment at which something can change. What to read is {@link ReadPlan}'s business, what to write {@link
 * WritePlan}'s. One call at a time is under way.
 */
public final class CampaignLoop implements HintListener {

    private final CandidateEngine engine;
    private final ReadPlan agenda;
    private final WritePlan proposals;
    private final SessionCleanup housekeeping;
    private final PendingHints hints;
    private final Lane lane;
    private boolean looked;
    private boolean again;
    private int failures;
    private long notBeforeNanos;
    private long watchNotBeforeNanos;
    private LeaseStore.@Nullable Watch watch;

    /** A write and who takes its answer. */
    record Proposal(CompareAndSet write, Consumer<WriteOutcome> answer) {}

    CampaignLoop(CandidateEngine engine) {
        this.engine = engine;
        this.lane = new Lane(engine, EngineRuntime.Lane.CAMPAIGN, this::step);
        this.agenda = new ReadPlan(engine);
        this.proposals = new WritePlan(engine, agenda);
        this.housekeeping = new SessionCleanup(engine, lane);
        this.hints = new PendingHints(engine.timings.leaseNanos() / 200);
    }

    Lane lane() {
        return lane;
    }

    public ReadPlan agenda() {
        return agenda;
    }

    void start() {
        notBeforeNanos = engine.now();
        watchNotBeforeNanos = notBeforeNanos;
        wake();
    }

    void stop() {
        LeaseStore.Watch watching = watch;
        if (watching != null) {
            engine.effect(watching::close);
        }
    }

    // ---- when ------------------------------------------------------------------------------------------------------

    /** Something may have changed: begin a round as soon as possible. */
    void wake() {
        if (lane.isCalling() || looked) {
            again = true;
        } else {
            arm(engine.now());
        }
    }

    /** Fresh validity: whoever waited for it can go on. */
    void validityExtended() {
        if (proposals.waitsForValidity()) {
            wake();
        }
    }

    private void arm(long atNanos) {
        lane.wakeAt(notBeforeNanos - atNanos > 0 ? notBeforeNanos : atNanos);
    }

    private @Nullable Long step(long now) {
        if (!looked && now - notBeforeNanos < 0) {
            return notBeforeNanos;
        }
        if (!engine.accepted) {
            lane.call(attempt(now, 3), engine.calls.probe(), failure -> probed(failure.orElse(null)));
            return null;
        }
        if (!looked && startsWatching(now)) {
            return null;
        }
        if (!looked) {
            again = false;
            hints.take(engine.seats, now);
            List<RecordKey> keys = agenda.due(now);
            if (!keys.isEmpty()) {
                read(keys, now);
                return null;
            }
        }
        looked = false;
        return write(now) ? null : Long.valueOf(rest(now));
    }

    /** When to begin the next round. */
    private long rest(long now) {
        if (again) {
            return now;
        }
        long next = agenda.nextNanos(now);
        next = proposals.nextNanos(now, next);
        next = housekeeping.nextNanos(next);
        Long hinted = hints.dueNanos();
        return hinted == null ? next : ReadPlan.earlier(next, hinted);
    }

    // ---- the store is asked whether it is fit ----------------------------------------------------------------------

    private void probed(@Nullable Throwable failure) {
        engine.effect(engine.advice::tell);
        long now = engine.now();
        if (failure == null) {
            engine.accepted = true;
            engine.troubles.accepted();
            succeeded();
        } else if (failure instanceof UnsafeStoreException) {
            engine.refuse(String.valueOf(failure.getMessage()));
            notBeforeNanos = now + engine.timings.leaseNanos();
        } else {
            engine.trouble(EngineRuntime.Lane.CAMPAIGN, "store not reachable", failure);
            failed(now);
        }
    }

    private boolean startsWatching(long now) {
        if (watch != null || now - watchNotBeforeNanos < 0) {
            return false;
        }
        watchNotBeforeNanos = now + engine.timings.leaseNanos();
        lane.call(attempt(now, 3), engine.calls.watch(this), watching -> watching(watching.orElse(null)));
        return true;
    }

    private void watching(LeaseStore.@Nullable Watch watching) {
        if (watching != null && engine.lifecycle() == CandidateEngine.Lifecycle.CLOSED) {
            engine.effect(watching::close);
        }
        watch = watching;
    }

    // ---- a round ---------------------------------------------------------------------------------------------------

    private void read(List<RecordKey> keys, long now) {
        long asked = engine.own.generation();
        lane.call(attempt(now, 1), engine.calls.readAll(keys), outcomes -> answered(keys, outcomes, asked));
    }

    private void answered(List<RecordKey> keys, List<ReadOutcome> outcomes, long asked) {
        engine.effect(engine.advice::tell);
        long now = engine.now();
        int answers = 0;
        for (int i = 0; i < keys.size(); i++) {
            answers += agenda.answered(keys.get(i), outcomes.get(i), asked, now) ? 1 : 0;
        }
        looked = answers > 0;
        if (looked) {
            engine.heartbeat.storeAnswers();
        }
        if (answers == keys.size()) {
            succeeded();
        } else {
            failed(now);
        }
    }

    /** Begins the next write, or whatever else is to be done; false if there is nothing. */
    private boolean write(long now) {
        List<Proposal> batch = proposals.next(now);
        if (batch.isEmpty()) {
            return clearsUp(now);
        }
        List<CompareAndSet> writes = batch.stream().map(Proposal::write).toList();
        long asked = engine.own.generation();
        lane.call(attempt(now, 1), engine.calls.writeAll(writes), outcomes -> written(batch, outcomes, asked));
        return true;
    }

    /** Begins the next step of clearing up, which can always wait. */
    private boolean clearsUp(long now) {
        if (!housekeeping.isDue(now)) {
            return false;
        }
        housekeeping.run();
        return true;
    }

    private void written(List<Proposal> batch, List<WriteOutcome> outcomes, long asked) {
        boolean known = false;
        for (int i = 0; i < batch.size(); i++) {
            WriteOutcome outcome = outcomes.get(i);
            known |= !(outcome instanceof WriteOutcome.Unknown);
            seeEpoch(outcome, asked);
            batch.get(i).answer().accept(outcome);
        }
        if (known) {
            succeeded();
        } else {
            failed(engine.now());
        }
    }

    private void seeEpoch(WriteOutcome outcome, long asked) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            engine.own.seeEpoch(applied.stamp().epoch(), asked);
        } else if (outcome instanceof WriteOutcome.Rejected rejected) {
            engine.own.seeEpoch(rejected.stamp().epoch(), asked);
        } else if (outcome instanceof WriteOutcome.Unknown unknown) {
            engine.trouble(EngineRuntime.Lane.CAMPAIGN, "write unanswered", unknown.cause());
        }
    }

    private void succeeded() {
        engine.recovered(EngineRuntime.Lane.CAMPAIGN);
        failures = 0;
        notBeforeNanos = engine.now();
    }

    /** After failures the store is asked less and less often, with jitter; at least every half a lease. */
    private void failed(long now) {
        failures++;
        long step = engine.timings.attemptNanos() / 4;
        long most = Math.min(engine.timings.leaseNanos() / 2, step << Math.min(failures, 10));
        notBeforeNanos = now + step / 2 + (long) (most * engine.runtime.jitter());
    }

    AttemptTrace attempt(long now, int times) {
        return new AttemptTrace(
                engine.runtime.ticker(), engine.runtime.wallClock(), now, now, times * engine.timings.attemptNanos());
    }

    // ---- hints -----------------------------------------------------------------------------------------------------

    @Override
    public void changed(String electionName) {
        engine.locked(() -> {
            ElectionSeat seat = engine.seats.get(electionName);
            if (seat != null && seat.isFollowing()) {
                hints.add(electionName, engine.now() + hesitation(seat));
                wakeForHints();
            }
        });
    }

    @Override
    public void missed() {
        engine.locked(() -> {
            hints.addAll(engine.now() + (engine.census.isReserve() ? reserveHesitation() : 0));
            wakeForHints();
        });
    }

    /** How long to wait before a hint is acted on: not at all where that could make this candidate the leader. */
    private long hesitation(ElectionSeat seat) {
        if (seat.machine.isResting(engine.now())) {
            // Most likely its own resignation. A look at it would compete with those who can take over.
            return hints.spacingNanos();
        }
        return engine.census.isReserve() ? reserveHesitation() : 0;
    }

    /** All standbys receive a hint at the same moment. */
    private long reserveHesitation() {
        return (long) (engine.timings.leaseNanos() / 10.0 * engine.runtime.jitter());
    }

    private void wakeForHints() {
        Long due = hints.dueNanos();
        if (!lane.isCalling() && due != null) {
            arm(due);
        }
    }

    @Override
    public void flowing(boolean flowing) {
        engine.locked(() -> {
            engine.hintsFlow = flowing;
            if (!flowing) {
                agenda.lookSooner(engine.now());
            }
            wake();
        });
    }
}
