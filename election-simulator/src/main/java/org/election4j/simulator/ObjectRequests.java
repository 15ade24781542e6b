// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.election4j.s3.ConditionalObjects;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one process to the server of objects. Each goes its own way, however many make up one call of the
 * store: a call that runs as a fiber waits for each answer, and meanwhile everything else goes on, the rest of its own
 * process included.
 */
final class ObjectRequests implements ConditionalObjects {

    private final @Nullable SimulatedProcess process;
    private final Story story;
    private final ObjectsModel server;

    /** For somebody who looks on, without a process, nothing takes time and nothing fails. */
    ObjectRequests(@Nullable SimulatedProcess process, Story story, ObjectsModel server) {
        this.process = process;
        this.story = story;
        this.server = server;
    }

    @Override
    public Got get(String key, Attempt attempt) {
        return request(attempt, trip -> server.get(key), Got.Unknown::new, answer -> answer);
    }

    @Override
    public Put put(String key, @Nullable String expected, String text, Attempt attempt) {
        CompareAndSet write = process == null ? null : process.link().writing(key);
        return request(
                attempt,
                trip -> {
                    Put answer = server.put(key, expected, text);
                    if (write != null) {
                        landed(write, answer, trip);
                    }
                    return answer;
                },
                Put.Unknown::new,
                answer -> answer instanceof Put.Stored ? new Put.Refused() : answer);
    }

    private void landed(CompareAndSet write, Put answer, CallFate trip) {
        WriteOutcome outcome = answer instanceof Put.Stored stored
                ? new WriteOutcome.Applied(new Version(write.next().nonce(), stored.mark()), StoreStamp.NONE)
                : new WriteOutcome.Rejected(StoreStamp.NONE);
        if (trip.fate() == CallFate.Fate.DENIED && outcome instanceof WriteOutcome.Applied) {
            story.tally().count(Sometimes.OWN_OBJECT_REFUSED);
        }
        story.registrar().landed(requireNonNull(process), write, outcome, trip);
    }

    @Override
    public Deleted delete(String key, String expected, Attempt attempt) {
        return request(
                attempt,
                trip -> server.remove(key, expected),
                Deleted.Unknown::new,
                answer -> answer instanceof Deleted.Done ? new Deleted.Refused() : answer);
    }

    @Override
    public Listed list(String prefix, @Nullable String after, Attempt attempt) {
        return request(attempt, trip -> server.list(prefix, after), Listed.Unknown::new, answer -> answer);
    }

    @Override
    public String describe() {
        return "the simulated bucket";
    }

    @Override
    public void close() {
        // The server stays.
    }

    private <T> T request(
            Attempt attempt, Function<CallFate, T> effect, Function<Throwable, T> unknown, Function<T, T> denied) {
        Fibers.Fiber fiber = process == null ? null : story.fibers().current();
        if (fiber == null) {
            attempt.connected();
            attempt.sent();
            attempt.replied();
            return effect.apply(process == null ? CallFate.CALM : process.link().trip());
        }
        SimulatedProcess from = requireNonNull(process);
        long limit = from.clock().realNanos(attempt.remaining().toNanos());
        if (limit <= 0) {
            story.tally().count(Sometimes.OBJECTS_OUT_OF_TIME);
            return unknown.apply(failure("the time of the call is up"));
        }
        attempt.connected();
        attempt.sent();
        CallFate trip =
                CallFate.draw(from.weather(), from.member(), story.queue().now(), limit, from.dice());
        T answer = new Exchange<T>(from, fiber, trip).run(() -> effect.apply(trip), denied);
        if (answer == null) {
            return unknown.apply(failure(trip.fate().toString()));
        }
        attempt.replied();
        return answer;
    }

    private static LeaseStoreException failure(String why) {
        return new LeaseStoreException("simulated: " + why, null);
    }

    /** One request and its answer, while the fiber waits. What is on the network goes on, whatever becomes of the process. */
    private final class Exchange<T> {
        private final SimulatedProcess from;
        private final Fibers.Fiber fiber;
        private final CallFate trip;
        private @Nullable T answer;
        private boolean over;

        Exchange(SimulatedProcess from, Fibers.Fiber fiber, CallFate trip) {
            this.from = from;
            this.fiber = fiber;
            this.trip = trip;
        }

        /** Gives null if the caller does not know. */
        @Nullable
        T run(Supplier<T> effect, Function<T, T> denied) {
            switch (trip.fate()) {
                case LOST, FAILED -> backAfter(trip.replyNanos());
                case UNANSWERED -> {
                    arrive(effect, trip.requestNanos(), ignored -> {});
                    backAfter(trip.replyNanos());
                }
                case WARNED -> arriveAndReturn(effect, ignored -> {});
                case DENIED -> arriveAndReturn(effect, found -> answer = denied.apply(found));
                case DUPLICATED ->
                    arriveAndReturn(
                            () -> {
                                var unused = effect.get();
                                return effect.get();
                            },
                            found -> answer = found);
                case ECHOED -> {
                    arriveAndReturn(effect, found -> answer = found);
                    arrive(effect, trip.requestNanos() + trip.extraNanos(), ignored -> {});
                }
                default -> arriveAndReturn(effect, found -> answer = found);
            }
            while (!over) {
                fiber.block();
            }
            return answer;
        }

        private void arriveAndReturn(Supplier<T> effect, Consumer<T> then) {
            arrive(effect, trip.requestNanos(), found -> {
                then.accept(found);
                backAfter(trip.replyNanos());
            });
        }

        private void arrive(Supplier<T> effect, long afterNanos, Consumer<T> then) {
            story.queue().after(afterNanos, from.key(), () -> then.accept(effect.get()));
        }

        private void backAfter(long nanos) {
            story.queue()
                    .after(
                            nanos,
                            from.key(),
                            () -> from.machine().within(() -> {
                                over = true;
                                fiber.resume();
                            }));
        }
    }
}
