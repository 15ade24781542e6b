// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.election4j.Candidate;
import org.election4j.CandidateInfo;
import org.election4j.CandidateStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Observation;
import org.election4j.OverrunPolicy;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionNames;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.jspecify.annotations.Nullable;

/** A candidate as users see it. */
final class CandidateHandle implements Candidate {

    private final CandidateEngine engine;
    private final ShutdownHook hook;

    CandidateHandle(CandidateEngine engine) {
        this.engine = engine;
        this.hook = new ShutdownHook(this, engine.settings.closeOnJvmShutdown());
    }

    void start() {
        hook.install();
        engine.locked(engine::start);
    }

    CandidateEngine engine() {
        return engine;
    }

    @Override
    public String id() {
        return engine.settings.id();
    }

    @Override
    public LeaderElector.Builder elector(String electionName) {
        return Builders.elector(this, electionName);
    }

    LeaderElector open(String name, SeatOptions options) {
        ElectionSeat seat = add(name, true, options, null);
        return new ElectorHandle(this, seat);
    }

    private ElectionSeat add(
            String name, boolean campaigning, SeatOptions options, @Nullable Consumer<Optional<LeaderInfo>> observer) {
        ElectionSeat[] added = new ElectionSeat[1];
        String[] conflict = new String[1];
        engine.locked(() -> {
            ElectionSeat present = engine.seats.get(name);
            if (engine.lifecycle() != CandidateEngine.Lifecycle.RUNNING) {
                conflict[0] = "candidate '" + id() + "' is closed";
            } else if (present != null) {
                conflict[0] = "candidate '" + id() + "' already has an elector for election '" + name + "'"
                        + (present.closing ? " that has not finished closing" : "");
            } else {
                CallbackQueue queue = new CallbackQueue(engine.runtime, options.executor(), engine.log);
                ElectionSeat seat = new ElectionSeat(name, campaigning, options, queue, engine.now());
                if (observer != null) {
                    seat.observers.add(observer);
                }
                engine.seats.put(name, seat);
                engine.campaign.wake();
                added[0] = seat;
            }
        });
        if (conflict[0] != null) {
            throw new IllegalStateException(conflict[0]);
        }
        return added[0];
    }

    @Override
    public Observation observe(String electionName, Consumer<Optional<LeaderInfo>> listener) {
        ElectionNames.requireValid("election name", electionName);
        return ObservationHandle.open(this, electionName, listener);
    }

    /** A seat that only looks, or null if there is a seat for this election already. */
    @Nullable
    ElectionSeat observer(String name, Consumer<Optional<LeaderInfo>> listener) {
        boolean[] present = new boolean[1];
        engine.locked(() -> {
            ElectionSeat seat = engine.seats.get(name);
            if (seat != null && !seat.closing) {
                present[0] = true;
                seat.observers.add(listener);
                if (seat.leaderKnown) {
                    Optional<LeaderInfo> leader = Optional.ofNullable(seat.leader);
                    engine.effect(() -> seat.callbacks.submit(() -> listener.accept(leader)));
                }
            }
        });
        return present[0]
                ? null
                : add(
                        name,
                        false,
                        new SeatOptions(List.of(), null, null, engine.timings.lease(), OverrunPolicy.LOG),
                        listener);
    }

    @Override
    public List<CandidateInfo> candidates(String electionName) {
        ElectionNames.requireValid("election name", electionName);
        Duration limit = Duration.ofNanos(2 * engine.timings.attemptNanos());
        ListOutcome outcome = engine.store.list(RecordKind.SESSION, Attempt.within(limit));
        if (outcome instanceof ListOutcome.Unknown unknown) {
            throw new LeaseStoreException(
                    "the candidates for election '" + electionName + "' could not be read from "
                            + engine.store.describe(),
                    unknown.cause());
        }
        List<CandidateInfo> candidates = new ArrayList<>();
        ((ListOutcome.Listed) outcome)
                .records().stream()
                        .map(stored -> (SessionRecord) stored.record())
                        .filter(session -> session.state() == SessionRecord.State.LIVE)
                        .filter(session -> session.elections() == null
                                || session.elections().contains(electionName))
                        .map(session -> new CandidateInfo(
                                session.candidateId(), session.incarnation(), session.address(), session.lease()))
                        .sorted(Comparator.comparing(CandidateInfo::candidateId))
                        .forEach(candidates::add);
        return candidates;
    }

    @Override
    public CandidateStatus status() {
        CandidateStatus[] status = new CandidateStatus[1];
        engine.locked(() -> {
            SessionMachine session = engine.session();
            int leading = (int) engine.seats.values().stream()
                    .filter(seat -> seat.phase() == Phase.LEADING)
                    .count();
            status[0] = new CandidateStatus(
                    id(),
                    session == null ? null : session.identity().incarnation(),
                    engine.remaining(),
                    engine.seats.size(),
                    leading,
                    engine.heartbeats.heartbeats(),
                    engine.lastError());
        });
        return status[0];
    }

    @Override
    public void close() {
        hook.remove();
        boolean[] inside = new boolean[1];
        engine.locked(() -> {
            inside[0] = engine.seats.values().stream().anyMatch(CandidateHandle::isCalling);
            engine.leave();
        });
        if (inside[0]) {
            engine.finishWithin(engine.settings.closeLimit());
            return;
        }
        await(engine.finished, engine.settings.closeLimit());
        engine.locked(engine::shutDown);
    }

    /** Whether the calling thread is inside user code of this seat, which closing would have to wait for. */
    static boolean isCalling(ElectionSeat seat) {
        LeadershipRun run = seat.run;
        return seat.callbacks.isCurrentThread() || (run != null && run.isCaller(Thread.currentThread()));
    }

    /** Waits; an interrupt ends the waiting and is kept for the caller to see. */
    static void await(CompletableFuture<Void> future, Duration limit) {
        try {
            future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What could not be finished in time is left to run out; the caller asked for a bound.
        }
    }
}
