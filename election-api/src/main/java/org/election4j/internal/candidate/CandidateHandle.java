// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.election4j.Candidate;
import org.election4j.CandidateInfo;
import org.election4j.CandidateStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Observation;
import org.election4j.internal.engine.CandidateEngine;
import org.election4j.internal.engine.ElectionSeat;
import org.election4j.internal.engine.ObservationHandle;
import org.election4j.internal.leadership.CallbackQueue;
import org.election4j.internal.leadership.ElectorSettings;
import org.election4j.internal.leadership.LeadershipRun;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.internal.runtime.JvmShutdown;
import org.election4j.internal.runtime.Nanos;
import org.election4j.spi.Attempt;
import org.election4j.spi.Identifiers;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;

/** A candidate as users see it. */
final class CandidateHandle implements Candidate {

    /** How often a closing candidate looks for user code that ends the JVM. */
    private static final Duration EXIT_LOOK = Duration.ofMillis(20);

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

    /** Until it is closed. */
    void keepJvmAlive() {
        Thread open = new Thread(engine.finished::join, "election4j-open-" + id());
        open.setDaemon(false);
        open.start();
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

    LeaderElector open(String name, ElectorSettings options) {
        return new ElectorHandle(this, engine.ask(() -> engine.seating.take(name, options)));
    }

    @Override
    public Observation observe(String electionName, Consumer<Optional<LeaderInfo>> listener) {
        Identifiers.requireValid("election name", electionName);
        requireNonNull(listener, "listener");
        ObservationHandle observation = new ObservationHandle(engine, electionName, listener);
        return engine.ask(() -> {
            engine.seating.observe(electionName, observation);
            return observation;
        });
    }

    @Override
    public List<CandidateInfo> candidates(String electionName) {
        Identifiers.requireValid("election name", electionName);
        Duration limit = Duration.ofNanos(2 * engine.timings.attemptNanos());
        ListOutcome outcome = engine.store.list(RecordKind.SESSION, Attempt.within(limit));
        if (outcome instanceof ListOutcome.Unknown unknown) {
            throw new LeaseStoreException(
                    "the candidates for election '" + electionName + "' could not be read from " + engine.storeName,
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
        return engine.ask(() -> {
            SessionMachine session = engine.own.machine();
            int leading = (int) engine.seats.values().stream()
                    .filter(seat -> seat.phase() == Phase.LEADING)
                    .count();
            return new CandidateStatus(
                    id(),
                    session == null ? null : session.identity().incarnation(),
                    engine.timings.lease(),
                    engine.own.remaining(),
                    engine.seats.size(),
                    leading,
                    engine.heartbeats.heartbeats(),
                    engine.trouble());
        });
    }

    @Override
    public void close() {
        hook.remove();
        long start = engine.now();
        List<CallbackQueue> queues = new ArrayList<>();
        boolean inside = engine.ask(() -> {
            boolean calling = false;
            for (ElectionSeat seat : engine.seats.values()) {
                queues.addAll(queues(seat));
                calling |= isCalling(seat);
            }
            engine.leave();
            return calling || queues.stream().anyMatch(CallbackQueue::isCurrentThread);
        });
        if (inside) {
            engine.finishWithin(engine.settings.closeLimit());
            return;
        }
        await(engine.finished, start);
        engine.await(engine.log.written(), start);
        engine.locked(engine::shutDown);
        for (CallbackQueue queue : queues) {
            queue.close();
            await(queue.silent(), start);
        }
    }

    /**
     * Waits for as long as is left of the close limit, but not for user code that has called {@code System.exit}: it would
     * wait for this thread.
     */
    void await(CompletableFuture<Void> future, long start) {
        Duration limit = engine.settings.closeLimit();
        while (JvmShutdown.isUnderWay() && !future.isDone() && engine.now() - start < Nanos.of(limit)) {
            List<ElectionSeat> seats = new ArrayList<>();
            engine.locked(() -> seats.addAll(engine.seats.values()));
            seats.forEach(CandidateHandle::leaveBehind);
            engine.runtime.await(future, EXIT_LOOK);
        }
        engine.await(future, start);
    }

    private static void leaveBehind(ElectionSeat seat) {
        LeadershipRun run = seat.run;
        if (run != null) {
            run.leaveBehind(JvmShutdown::isRequestedBy);
        }
        queues(seat).forEach(queue -> queue.leaveBehind(JvmShutdown::isRequestedBy));
    }

    private static List<CallbackQueue> queues(ElectionSeat seat) {
        return Stream.concat(Stream.of(seat.callbacks), seat.observers.stream().map(ObservationHandle::callbacks))
                .toList();
    }

    /** Whether the calling thread is inside user code of this seat, which closing would have to wait for. */
    static boolean isCalling(ElectionSeat seat) {
        LeadershipRun run = seat.run;
        return seat.callbacks.isCurrentThread() || (run != null && run.isCaller(Thread.currentThread()));
    }
}
