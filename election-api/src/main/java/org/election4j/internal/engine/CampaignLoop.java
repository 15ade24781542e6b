// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.List;
import java.util.function.Consumer;
import org.election4j.internal.runtime.AttemptTrace;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.EngineRuntime.Lane;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The campaign lane: looks at the store when there is something to see, and writes what the machines propose.
 *
 * <p>A round is one batch of reads, then batches of writes until there is nothing left to propose, then a rest until the
 * earliest moment at which something can change. What to read is {@link ReadPlan}'s business, what to write {@link
 * WritePlan}'. One call at a time is under way.
 */
public final class CampaignLoop implements HintListener {

    private final CandidateEngine engine;
    private final ReadPlan agenda;
    private final WritePlan proposals;
    private final SessionCleanup housekeeping;
    private final PendingHints hints;
    private EngineRuntime.@Nullable Timer timer;
    private long timerAtNanos;
    private boolean calling;
    private boolean again;
    private int failures;
    private long notBeforeNanos;
    private LeaseStore.@Nullable Watch watch;

    /** A write and who takes its answer. */
    record Proposal(CompareAndSet write, Consumer<WriteOutcome> answer) {}

    CampaignLoop(CandidateEngine engine) {
        this.engine = engine;
        this.agenda = new ReadPlan(engine);
        this.proposals = new WritePlan(engine, agenda);
        this.housekeeping = new SessionCleanup(engine);
        this.hints = new PendingHints(engine.timings.leaseNanos() / 200);
    }

    public ReadPlan agenda() {
        return agenda;
    }

    void start() {
        notBeforeNanos = engine.now();
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
        if (calling) {
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
        if (engine.lifecycle() == CandidateEngine.Lifecycle.CLOSED) {
            return;
        }
        long at = notBeforeNanos - atNanos > 0 ? notBeforeNanos : atNanos;
        if (timer != null) {
            if (timerAtNanos - at <= 0) {
                return;
            }
            timer.cancel();
        }
        timerAtNanos = at;
        timer = engine.runtime.schedule(Lane.CAMPAIGN, at - engine.now(), () -> engine.locked(this::round));
    }

    private void round() {
        if (timer != null) {
            // Called out of turn: the timer must not begin a round of its own later.
            timer.cancel();
        }
        timer = null;
        again = false;
        if (calling || engine.lifecycle() == CandidateEngine.Lifecycle.CLOSED) {
            return;
        }
        long now = engine.now();
        if (!engine.accepted) {
            probe();
            return;
        }
        hints.take(engine.seats, now);
        List<RecordKey> keys = agenda.due(now);
        if (keys.isEmpty()) {
            write(now);
        } else {
            read(keys);
        }
    }

    private void rest(long now) {
        if (again) {
            arm(now);
            return;
        }
        long next = agenda.nextNanos(now);
        next = proposals.nextNanos(now, next);
        next = housekeeping.nextNanos(next);
        Long hinted = hints.dueNanos();
        arm(hinted == null ? next : ReadPlan.earlier(next, hinted));
    }

    // ---- the store is asked whether it is fit ----------------------------------------------------------------------

    private void probe() {
        calling = true;
        AttemptTrace attempt = attempt(engine.now(), 3);
        engine.effect(() -> engine.calls.probe(attempt, failure -> engine.locked(() -> probed(failure.orElse(null)))));
    }

    private void probed(@Nullable Throwable failure) {
        calling = false;
        long now = engine.now();
        if (failure == null) {
            engine.accepted = true;
            engine.troubles.accepted();
            succeeded();
            engine.effect(this::startWatching);
            arm(now);
        } else if (failure instanceof UnsafeStoreException) {
            engine.refuse(String.valueOf(failure.getMessage()));
            notBeforeNanos = now + engine.timings.leaseNanos();
            arm(notBeforeNanos);
        } else {
            engine.trouble(Lane.CAMPAIGN, "store not reachable", failure);
            failed(now);
        }
    }

    private void startWatching() {
        LeaseStore.Watch watching = engine.store.watch(this);
        engine.locked(() -> {
            watch = watching;
            if (engine.lifecycle() == CandidateEngine.Lifecycle.CLOSED) {
                engine.effect(watching::close);
            }
        });
    }

    // ---- a round ---------------------------------------------------------------------------------------------------

    private void read(List<RecordKey> keys) {
        calling = true;
        long asked = engine.own.generation();
        AttemptTrace attempt = attempt(engine.now(), 1);
        engine.effect(() ->
                engine.calls.readAll(attempt, keys, outcomes -> engine.locked(() -> answered(keys, outcomes, asked))));
    }

    private void answered(List<RecordKey> keys, List<ReadOutcome> outcomes, long asked) {
        calling = false;
        long now = engine.now();
        int answers = 0;
        for (int i = 0; i < keys.size(); i++) {
            answers += agenda.answered(keys.get(i), outcomes.get(i), asked, now) ? 1 : 0;
        }
        if (answers > 0) {
            engine.heartbeat.storeAnswers();
        }
        if (answers == keys.size()) {
            succeeded();
        } else {
            failed(now);
        }
        if (answers > 0) {
            write(now);
        }
    }

    private void write(long now) {
        if (housekeeping.isDue(now)) {
            calling = true;
            housekeeping.run(() -> engine.locked(this::written));
            return;
        }
        if (proposals.wantsLeases()) {
            listLeases();
            return;
        }
        List<Proposal> batch = proposals.next(now);
        if (batch.isEmpty()) {
            rest(now);
            return;
        }
        calling = true;
        AttemptTrace attempt = attempt(now, 1);
        List<CompareAndSet> writes = batch.stream().map(Proposal::write).toList();
        long asked = engine.own.generation();
        engine.effect(() -> engine.calls.writeAll(
                attempt, writes, outcomes -> engine.locked(() -> written(batch, outcomes, asked))));
    }

    private void written(List<Proposal> batch, List<WriteOutcome> outcomes, long asked) {
        calling = false;
        boolean known = false;
        for (int i = 0; i < batch.size(); i++) {
            WriteOutcome outcome = outcomes.get(i);
            known |= !(outcome instanceof WriteOutcome.Unknown);
            seeEpoch(outcome, asked);
            batch.get(i).answer().accept(outcome);
        }
        if (known) {
            succeeded();
            // Not in this step, whose effects may be the news that somebody leads: they go first.
            engine.effect(() -> engine.locked(this::round));
        } else {
            failed(engine.now());
        }
    }

    private void written() {
        calling = false;
        round();
    }

    /** R5: an epoch settles after the longest lease that any session can have. */
    private void listLeases() {
        calling = true;
        long asked = engine.own.generation();
        engine.effect(() -> engine.calls.list(
                attempt(engine.now(), 1),
                RecordKind.SESSION,
                listed -> engine.locked(() -> {
                    calling = false;
                    if (listed instanceof ListOutcome.Listed answer) {
                        engine.own.seeEpoch(answer.stamp().epoch(), asked);
                        proposals.leasesListed(answer);
                        write(engine.now());
                    } else {
                        failed(engine.now());
                    }
                })));
    }

    private void seeEpoch(WriteOutcome outcome, long asked) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            engine.own.seeEpoch(applied.stamp().epoch(), asked);
        } else if (outcome instanceof WriteOutcome.Rejected rejected) {
            engine.own.seeEpoch(rejected.stamp().epoch(), asked);
        } else if (outcome instanceof WriteOutcome.Unknown unknown) {
            engine.trouble(Lane.CAMPAIGN, "write unanswered", unknown.cause());
        }
    }

    private void succeeded() {
        engine.troubles.succeeded(Lane.CAMPAIGN);
        failures = 0;
        notBeforeNanos = engine.now();
    }

    /** A struggling store is asked less and less, and not by everybody at once; half a lease is the most. */
    private void failed(long now) {
        failures++;
        long step = engine.timings.attemptNanos() / 4;
        long most = Math.min(engine.timings.leaseNanos() / 2, step << Math.min(failures, 10));
        notBeforeNanos = now + step / 2 + (long) (most * engine.runtime.jitter());
        arm(notBeforeNanos);
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
            hints.addAll(engine.now() + (engine.crowd.isReserve() ? reserveHesitation() : 0));
            wakeForHints();
        });
    }

    /** How long to wait before a hint is acted on: not at all where that could make this candidate the leader. */
    private long hesitation(ElectionSeat seat) {
        if (seat.machine.isResting(engine.now())) {
            // Most likely its own resignation. A look at it would compete with those who can take over.
            return hints.spacingNanos();
        }
        return engine.crowd.isReserve() ? reserveHesitation() : 0;
    }

    /** All of a crowd hear a hint at the same moment. */
    private long reserveHesitation() {
        return (long) (engine.timings.leaseNanos() / 10.0 * engine.runtime.jitter());
    }

    private void wakeForHints() {
        Long due = hints.dueNanos();
        if (!calling && due != null) {
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
